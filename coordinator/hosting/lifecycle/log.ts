import pino from 'pino';
import { escapeControls, escapeControlsInLines } from '../../../support/terminal/escape-controls.ts';

/** A log whose lines consist of named fields and a sentence. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  fatal(fields: object, message: string): void;
}

/** Opens the log. The format is JSON lines, or lines for human readers. */
export function openLog(format: 'json' | 'pretty', say: (line: string) => void): Log {
  const write = (line: string) => say(format === 'json' ? line.trimEnd() : prettyLine(line));
  return pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      errorKey: 'error',
      redact: { paths: ['token', '*.token'], censor: '…' },
    },
    { write },
  );
}

/** Formats a line as `12:30:01 warn  message (key value, …)`, with control characters escaped. */
function prettyLine(line: string): string {
  const { time, level, msg, ...fields }: Record<string, unknown> = JSON.parse(line);
  const details = Object.entries(fields)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
  const message = escapeControlsInLines(String(msg));
  const facts = details === '' ? '' : ` (${escapeControls(details)})`;
  return `${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${message}${facts}`;
}
