/** A limit of an execution's output, and the action when it is reached. */
export interface LogLimit {
  readonly kind: 'lines' | 'lines-per-node' | 'bytes';
  readonly amount: number;
  /** `halt` ends the execution; `truncate` drops the rest. */
  readonly action: 'halt' | 'truncate';
  /** Status of an execution that was halted: `failed`, `aborted` or a text of the job's own. */
  readonly status: string;
}

const BYTES: Readonly<Record<string, number>> = { B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/**
 * The amount of a `loglimit` like `100`, `100/node`, `5MB` or `5m`; undefined where it is none of these. As in the
 * reference system, a size is one of all nodes, even with `/node`.
 */
export function logLimitAmount(text: string): Pick<LogLimit, 'kind' | 'amount'> | undefined {
  const [, digits, unit = '', node] = /^\s*(\d{1,15})\s*([KMG]?B?)(\s*\/\s*node)?\s*$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const amount = Number(digits);
  if (unit !== '') return { kind: 'bytes', amount: amount * (BYTES[unit.charAt(0).toUpperCase()] ?? 1) };
  return { kind: node === undefined ? 'lines' : 'lines-per-node', amount };
}

/** The log limit of a job; undefined without one, or where it is zero. */
export function logLimit(job: {
  readonly loglimit?: string | undefined;
  readonly loglimitAction?: LogLimit['action'] | undefined;
  readonly loglimitStatus?: string | undefined;
}): LogLimit | undefined {
  const limit = logLimitAmount(job.loglimit ?? '');
  if (limit === undefined || limit.amount === 0) return undefined;
  const status = job.loglimitStatus?.trim() ?? '';
  return { ...limit, action: job.loglimitAction ?? 'halt', status: status === '' ? 'failed' : status };
}
