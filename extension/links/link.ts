import * as z from 'zod';
import { ExecutionId, JobId } from '../../protocol/ids.ts';

/** An object that a `vscode://` link shows. */
export type Link =
  | { readonly kind: 'job'; readonly job: JobId }
  | { readonly kind: 'execution'; readonly execution: ExecutionId }
  /** A line of the whole output of an execution, counted from 1. */
  | { readonly kind: 'line'; readonly execution: ExecutionId; readonly line: number };

const Decimal = z
  .string()
  .regex(/^[1-9]\d{0,14}$/)
  .transform(Number);
const Execution = Decimal.pipe(ExecutionId);

/** Returns the path and query of a link. */
export function linkPath(link: Link): string {
  switch (link.kind) {
    case 'job':
      return `/job/${encodeURIComponent(link.job)}`;
    case 'execution':
      return `/execution/${link.execution}`;
    case 'line':
      return `/execution/${link.execution}?line=${link.line}`;
  }
}

/** Parses a link, whose path may already be decoded. Returns undefined if the link identifies no object. */
export function parseLink({
  path,
  query,
}: {
  readonly path: string;
  readonly query: string;
}): Link | undefined {
  const [, kind, id = '', ...more] = path.split('/');
  if (more.length > 0) return undefined;
  if (kind === 'job') {
    const job = JobId.safeParse(id).data;
    return job && { kind, job };
  }
  if (kind !== 'execution') return undefined;
  const execution = Execution.safeParse(id).data;
  if (execution === undefined) return undefined;
  const asked = new URLSearchParams(query).get('line');
  if (asked === null) return { kind, execution };
  const line = Decimal.safeParse(asked).data;
  return line === undefined ? undefined : { kind: 'line', execution, line };
}
