import type { ExecutionSummary } from '../../protocol/entities/execution.ts';
import type { Output } from '../store/output/output.ts';

/** Maximum number of lines that are read. */
const LINES = 20_000;

/** Returns the last lines of an execution's output, at most `limits.bytes` bytes. Each line ends with a newline. */
export async function recentLog(
  output: Pick<Output, 'entries'>,
  { id }: ExecutionSummary,
  limits: { readonly bytes: number; readonly lineBytes: number },
): Promise<string> {
  const page = await output.entries(id, {
    cursor: '0',
    lineBytes: limits.lineBytes,
    maxLines: LINES,
    lastLines: LINES,
  });
  const lines: string[] = [];
  let size = 0;
  for (const { log } of page.entries.toReversed()) {
    size += Buffer.byteLength(log) + 1;
    if (size > limits.bytes) {
      lines.push('(earlier lines are omitted)');
      break;
    }
    lines.push(log);
  }
  return lines
    .reverse()
    .map((line) => `${line}\n`)
    .join('');
}
