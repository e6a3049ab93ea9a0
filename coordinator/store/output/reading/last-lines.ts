import type { ExecutionId } from '../../../../protocol/ids.ts';
import { LF } from '../index/bytes.ts';
import type { EntryPosition } from './entry-position.ts';
import type { FramePages } from './frame-pages.ts';

const PAGE_BYTES = 1024 * 1024;
const MOST_FRAMES = 4096;

/**
 * Returns the position of the last `count` lines in frames with arrival numbers up to `until`; the start if there are
 * fewer lines.
 */
export async function positionOfLastLines(
  pages: FramePages,
  executionId: ExecutionId,
  count: number,
  until: number,
): Promise<EntryPosition> {
  let left = count;
  let before = until + 1;
  for (;;) {
    // One more than the missing lines, because each of these frames ends at least one line.
    const limits = { bytes: PAGE_BYTES, frames: Math.min(left + 1, MOST_FRAMES) };
    const frames = await pages.breaksBefore(executionId, before, limits);
    for (const { row, payload } of frames) {
      if (left === 0) return { arrival: row.arrival + 1, consumed: 0 };
      const breaks = row.length === 0 ? [0] : breaksIn(payload);
      before = row.arrival;
      const skipped = breaks.length - left;
      left = Math.max(0, -skipped);
      if (skipped < 0) continue;
      return { arrival: row.arrival, consumed: breaks[skipped - 1] ?? 0 };
    }
    if (frames.length === 0) return { arrival: 0, consumed: 0 };
  }
}

/** Returns the positions just after each newline. */
function breaksIn(payload: Buffer): readonly number[] {
  const breaks: number[] = [];
  for (let at = payload.indexOf(LF); at >= 0; at = payload.indexOf(LF, at + 1)) breaks.push(at + 1);
  return breaks;
}
