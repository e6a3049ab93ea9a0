import { type Logger, pino } from 'pino';
import { prettyLine } from './pretty-line.ts';

export type RunnerLog = Logger;

export interface LogOptions {
  readonly format: 'json' | 'pretty';
  /** Takes whole lines. */
  readonly write: (line: string) => void;
  readonly level?: string;
}

/** The runner's log. Values that could hold a secret are never given to it, and these names are cut out if they are. */
export function openLog(options: LogOptions): RunnerLog {
  const { format, write, level = 'info' } = options;
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: ['token', 'accessToken', 'secrets', 'proxy', '*.token', '*.proxy'],
      serializers: { err: messageOf },
    },
    { write: (line: string) => write(format === 'json' ? line : prettyLine(line)) },
  );
}

/** Errors are told by their message: a stack says nothing to who runs a runner. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
