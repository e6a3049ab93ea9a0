import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { ExecutionId } from '../../../protocol/ids.ts';

const Query = z.object({
  execution: z.coerce.number().pipe(ExecutionId),
  part: z.coerce.number().int().positive(),
  node: z.string().min(1).optional(),
});

/** The output of an execution, or of one node in it. */
export interface OutputSelection {
  readonly execution: ExecutionId;
  readonly node?: string | undefined;
}

/** A document with output. Output that is too large for one document is split into parts, numbered from 1. */
export interface OutputAddress extends OutputSelection {
  readonly part: number;
}

/** The output in the active editor, with the line of the cursor, counted from 0, and the selected text. */
export interface ActiveOutput extends OutputAddress {
  readonly line: number;
  readonly selected: string;
}

/**
 * Returns the URI of a document, without the scheme. `name` is the name of the execution; only the path contains it.
 */
export function outputUri(
  address: OutputAddress,
  name: string,
): { readonly path: string; readonly query: string } {
  const { execution, part, node } = address;
  const query = new URLSearchParams({ execution: String(execution), part: String(part) });
  if (node !== undefined) query.set('node', node);
  const place = node === undefined ? name : l10n.t('{0} on {1}', name, node);
  const file = part === 1 ? place : l10n.t('{0} (part {1})', place, part);
  return { path: `/${file.replaceAll('/', '∕')}.log`, query: query.toString() };
}

/** Returns the output that a document's URI identifies; undefined for any other URI. */
export function outputOfUri({ query }: { readonly query: string }): OutputAddress | undefined {
  return Query.safeParse(Object.fromEntries(new URLSearchParams(query))).data;
}
