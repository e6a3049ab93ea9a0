import type { Method } from '../../../protocol/routes/route.ts';

/**
 * One row of the table in docs/api.md. The path is below `/api/{version}`; the names of its parameters are Rundeck's or
 * those of the router, because only their positions are compared.
 *
 * - `works`: as Rundeck documents it. A note is optional.
 * - `differs`: routed, and the note explains the difference.
 * - `absent`: not routed, and the note gives the reason.
 * - `added`: routed here, and not documented by Rundeck. The note describes it.
 */
export type OperationRow =
  | readonly [method: Method, path: string, state: 'works', note?: string]
  | readonly [method: Method, path: string, state: 'differs' | 'absent' | 'added', note: string];

/** Rows of one area, under one heading of docs/api.md. */
export interface OperationArea {
  readonly area: string;
  readonly rows: readonly OperationRow[];
}
