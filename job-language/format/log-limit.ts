/** A limit of an execution's output, and the action when it is reached. */
export interface LogLimit {
  readonly kind: 'lines' | 'lines-per-node' | 'bytes';
  readonly amount: number;
  /** `halt` ends the execution; `truncate` drops the rest. */
  readonly action: 'halt' | 'truncate';
  /** Status of a halted execution: `failed`, `aborted` or a custom status. */
  readonly status: string;
}

const BYTES: Readonly<Record<string, number>> = { B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/**
 * Parses the amount of a `loglimit` such as `100`, `100/node`, `5MB` or `5m`; undefined if it is invalid. As in
 * Rundeck, a size applies to all nodes together, even with `/node`.
 */
export function logLimitAmount(text: string): Pick<LogLimit, 'kind' | 'amount'> | undefined {
  const [, digits, unit = '', node] = /^\s*(\d{1,15})\s*([KMG]?B?)(\s*\/\s*node)?\s*$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const amount = Number(digits);
  if (unit !== '') return { kind: 'bytes', amount: amount * (BYTES[unit.charAt(0).toUpperCase()] ?? 1) };
  return { kind: node === undefined ? 'lines' : 'lines-per-node', amount };
}

/** Returns the log limit of a job; undefined if there is none, or it is zero. */
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
