/** A bound of an execution's output, and what happens where it is reached. */
export interface LogLimit {
  readonly kind: 'lines' | 'lines-per-node' | 'bytes';
  readonly amount: number;
  /** `halt` ends the execution; `truncate` drops what follows. */
  readonly action: 'halt' | 'truncate';
  /** Status of an execution that was halted: `failed`, `aborted` or a text of the job's own. */
  readonly status: string;
}

const BYTES: Readonly<Record<string, number>> = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };

/** The amount of a `loglimit` like `100`, `100/node` or `5MB`; undefined where it is none of these. */
export function logLimitAmount(text: string): Pick<LogLimit, 'kind' | 'amount'> | undefined {
  const [, digits, rest = ''] = /^\s*(\d{1,15})\s*(\/\s*node|[KMG]?B)?\s*$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const amount = Number(digits);
  const unit = rest.toUpperCase();
  if (unit === '') return { kind: 'lines', amount };
  if (unit.startsWith('/')) return { kind: 'lines-per-node', amount };
  return { kind: 'bytes', amount: amount * (BYTES[unit] ?? 1) };
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
