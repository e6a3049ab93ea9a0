import * as z from 'zod';
import { ProjectModeKind } from '../../entities/planned-mode.ts';
import { parseTokenDuration } from './token-duration.ts';

export const ExecutionMode = z.object({ executionMode: z.enum(['active', 'passive']) });
export type ExecutionMode = z.infer<typeof ExecutionMode>;

/** Maximum delay of a planned change, in ms: 100 years. */
const LONGEST = 100 * 31_536_000_000;

/**
 * A delay as in Rundeck: a sum of amounts with the units `s m h d w y`, such as `2h30m`. An amount without a unit, which
 * may only be the last one, is in seconds.
 */
const ModeDelay = z
  .string()
  .regex(
    /^(?=\d)(?:\d{1,9}[smhdwy]){0,16}(?:\d{1,9})?$/,
    'use an amount with a unit, such as 3m, 1h or 2h30m',
  )
  .refine((text) => parseModeDelay(text) <= LONGEST, 'use at most 100y');

/** Converts a delay such as `2h30m` or `90` to ms. */
export function parseModeDelay(text: string): number {
  return parseTokenDuration(/\d$/.test(text) ? `${text}s` : text);
}

/** Requests a change of the execution mode of the coordinator after a delay. */
export const ChangeModeLater = z.object({ value: ModeDelay });
export type ChangeModeLater = z.infer<typeof ChangeModeLater>;

/** Requests a change of an execution mode of a project after a delay. */
export const ChangeProjectModeLater = ChangeModeLater.extend({ type: ProjectModeKind });
export type ChangeProjectModeLater = z.infer<typeof ChangeProjectModeLater>;

/** The answer to a request for a later change, in Rundeck's format. */
export const ModeChangePlanned = z.object({
  /** Whether the request planned a change. */
  saved: z.boolean(),
  /** Describes the planned change, or explains why none was planned. */
  msg: z.string(),
});
export type ModeChangePlanned = z.infer<typeof ModeChangePlanned>;
