import { frameBytes, type WireFrame } from '../../../protocol/runner/frames.ts';
import { RUNNER_LIMITS } from '../../../protocol/runner/headers.ts';
import type { Clock } from '../../dispatch/ports.ts';
import { DueList } from '../../dispatch/queue/due-list.ts';
import type { FrameVerdict } from './operation-writer.ts';

/** Maximum number of bytes of all frames ahead of gaps, in the whole coordinator. */
const BUDGET = 64 * 1024 * 1024;

interface Held {
  readonly frame: WireFrame;
  readonly settle: (verdict: FrameVerdict) => void;
}

/** Memory for frames ahead of gaps, shared by all operations. */
export class AheadBudget {
  #used = 0;

  /** Reserves bytes if the budget has room for them. Returns whether they were reserved. */
  take(bytes: number): boolean {
    if (this.#used + bytes > BUDGET) return false;
    this.#used += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#used -= bytes;
  }
}

/** Buffers the frames of one operation that arrived ahead of a gap, ordered by offset, for a short time. */
export class AheadFrames {
  readonly #budget: AheadBudget;
  readonly #expiring: DueList<Held>;
  #held: Held[] = [];
  #bytes = 0;

  constructor(clock: Clock, budget: AheadBudget) {
    this.#budget = budget;
    const holdFor = (): number => RUNNER_LIMITS.aheadMilliseconds;
    this.#expiring = new DueList(clock, holdFor, (held) => this.#release(held, 'gap'));
  }

  /**
   * Buffers a frame. Resolves when the gap before it is filled, or with `gap` if the gap is not filled in time or there
   * is no memory for the frame.
   */
  hold(frame: WireFrame): Promise<FrameVerdict> {
    const cost = frameBytes(frame);
    if (this.#bytes + cost > RUNNER_LIMITS.aheadBytes || !this.#budget.take(cost))
      return Promise.resolve('gap');
    this.#bytes += cost;
    return new Promise((resolve) => {
      const held: Held = { frame, settle: resolve };
      const before = this.#held.findLastIndex((other) => other.frame.offset <= frame.offset);
      this.#held.splice(before + 1, 0, held);
      this.#expiring.add(held);
    });
  }

  /** Removes and returns the first buffered frame, if it begins at or below this offset. */
  takeUpTo(offset: number): WireFrame | undefined {
    const first = this.#held[0];
    if (first === undefined || first.frame.offset > offset) return undefined;
    this.#release(first, 'taken');
    return first.frame;
  }

  /** Releases all buffered frames with this verdict. */
  clear(verdict: 'gap' | 'fenced'): void {
    while (this.#held[0] !== undefined) this.#release(this.#held[0], verdict);
  }

  #release(held: Held, verdict: FrameVerdict): void {
    const index = this.#held.indexOf(held);
    if (index < 0) return;
    this.#held.splice(index, 1);
    this.#bytes -= frameBytes(held.frame);
    this.#budget.give(frameBytes(held.frame));
    this.#expiring.delete(held);
    held.settle(verdict);
  }
}
