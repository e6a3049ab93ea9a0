import type { ExecutionSummary } from '../../../../protocol/entities/execution.ts';
import { type OutputEntriesParts, outputEntries } from '../../../http/streams/output-entries.ts';
import { LOG_END, LOG_START, logLineText, type RundeckLogLine } from './log-line.ts';

/** Bytes that the lines after the output need at most. */
const LAST_LINES = 1024;
/** Maximum number of lines that are in memory. */
const PAGE = 2000;

/**
 * Yields the output of an execution in Rundeck's log format, in pieces. A log that would exceed `maxBytes` is cut, and
 * its last line is a warning.
 */
export async function* archiveLog(
  parts: OutputEntriesParts,
  summary: ExecutionSummary,
  maxBytes: number,
): AsyncGenerator<Buffer, void, undefined> {
  let written = 0;
  let offset = '0';
  yield Buffer.from(`${LOG_START}\n`);
  for (;;) {
    const page = await outputEntries(parts, summary, { offset, maxlines: PAGE });
    const lines: string[] = [];
    for (const { absolute_time: time, level, node, stepctx, log } of page.entries)
      lines.push(logLineText({ time: Date.parse(time), level, node, stepctx, message: log }));
    const piece = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    written += piece.length;
    if (written > maxBytes - LAST_LINES) {
      yield Buffer.from(`${logLineText(cutLine(summary, maxBytes))}\n`);
      break;
    }
    yield piece;
    if (page.completed || page.offset === offset) break;
    offset = page.offset;
  }
  yield Buffer.from(`${LOG_END}\n`);
}

function cutLine({ startedAt, endedAt }: ExecutionSummary, maxBytes: number): RundeckLogLine {
  const message = `The rest of the output is not in the archive: its log exceeds ${maxBytes} bytes.`;
  return { time: endedAt ?? startedAt, level: 'WARN', node: '', stepctx: '', message };
}
