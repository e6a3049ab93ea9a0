/**
 * Rundeck's log format `text/x-rundeck-log-v2.0`: `^TIME|TYPE|LEVEL|{KEY=VALUE|…}|MESSAGE^`, one entry after another. A
 * backslash escapes the separators, and itself. Times are ISO 8601 in UTC, to the second.
 */
import { isoSeconds } from '../../../../support/time/iso-seconds.ts';

export const LOG_START = '^text/x-rundeck-log-v2.0^';
export const LOG_END = '^END^';

/** An entry of a log file. */
export interface RundeckLogLine {
  /** Epoch ms. */
  readonly time: number;
  /** `NORMAL`, `ERROR`, `WARN`, `VERBOSE`, `DEBUG` or `OTHER`. */
  readonly level: string;
  readonly node: string;
  /** As in Rundeck: `1`, `2/1`. */
  readonly stepctx: string;
  readonly message: string;
}

/** Returns an entry without its newline. Leaves out metadata that is empty. */
export function logLineText({ time, level, node, stepctx, message }: RundeckLogLine): string {
  const metadata = { node, step: stepctx, stepctx };
  const pairs = Object.entries(metadata).flatMap(([key, value]) =>
    value === '' ? [] : `${key}=${value.replaceAll(/[\\=|}]/g, '\\$&')}`,
  );
  const text = message.replaceAll(/[\\^]/g, '\\$&');
  const data = pairs.length === 0 ? '' : `{${pairs.join('|')}}`;
  return `^${isoSeconds(time)}||${level === 'NORMAL' ? '' : level}|${data}|${text}^`;
}
