import type { ExecutionId } from '../../../../protocol/ids.ts';
import { STREAMS } from '../../../../protocol/runner/frames.ts';
import { operationIdOf } from '../index/operation-key.ts';
import type { FramePage, StoredFrame } from '../output.ts';
import type { FramePages, PagedFrame, PageLimits } from './frame-pages.ts';

/** Returns frames with an arrival number above `after`, without end markers. */
export async function readFrames(
  pages: FramePages,
  executionId: ExecutionId,
  after: number,
  limits: PageLimits,
): Promise<Pick<FramePage, 'frames' | 'next'>> {
  let next = after;
  for (;;) {
    const page = await pages.after(executionId, next, limits);
    next = page.at(-1)?.row.arrival ?? next;
    const frames = page.filter(({ row }) => row.length > 0).map(storedFrame);
    if (frames.length > 0 || page.length === 0) return { frames, next };
  }
}

export function storedFrame({ row, payload, isDamaged }: PagedFrame): StoredFrame {
  return {
    operationId: operationIdOf({ execution: row.execution, sequence: row.operation }),
    arrival: row.arrival,
    stream: STREAMS[row.stream] ?? 'stdout',
    offset: row.start,
    time: row.time,
    payload,
    ...(isDamaged ? { isDamaged } : {}),
  };
}
