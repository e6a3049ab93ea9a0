import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { isLaterPosition, NO_POSITION, Position } from '../../protocol/runner/position.ts';
import type { SyncTurn } from '../../protocol/runner/sync.ts';
import { PROGRAM_VERSION } from '../../protocol/version.ts';
import { isDamage } from '../../support/files/damage.ts';
import { type SetAside, setAside } from '../../support/files/set-aside.ts';
import { readSmallFileSync } from '../../support/files/small-file.ts';
import { replaceFile } from '../data-dir/atomic-file.ts';
import { usingDataDir } from '../data-dir/data-dir.ts';
import { readStoredJson } from '../data-dir/stored-json.ts';

const FORMAT = 1;

const State = z.object({
  format: z.literal(FORMAT),
  program: z.string(),
  /** The epoch field of a frame has 32 bits. A larger stored value would make every later start fail. */
  epoch: z
    .int()
    .nonnegative()
    .max(2 ** 31),
  /** A malformed position is dropped, because the replica works without a position. */
  seen: Position.catch(NO_POSITION),
});
type State = z.infer<typeof State>;

const FIRST: State = {
  format: FORMAT,
  program: PROGRAM_VERSION,
  epoch: 0,
  seen: NO_POSITION,
};

/** Writer epochs count seconds from this time, so that they fit into 32 bits until 2162. */
const EPOCH_ORIGIN_SECONDS = Date.UTC(2026, 0, 1) / 1000;
/** Maximum number of epochs that one process uses in addition to one per elapsed second. */
const EPOCH_STRIDE = 1000;
/**
 * Seconds (30 days) that are added to the clock if the previous epoch is lost. No earlier epoch can be this far ahead.
 */
const LOST_EPOCH_STRIDE = 30 * 24 * 3600;

/**
 * Returns whether `next` replaces `known`. A position with a proof replaces any position without one, because only
 * proofs are trusted.
 */
function supersedes(next: Position, known: Position): boolean {
  const isProven = next.proof !== undefined;
  return isProven === (known.proof !== undefined) ? isLaterPosition(next, known) : isProven;
}

/** The state of a replica that persists across runner processes. */
export class ReplicaState {
  /** First writer epoch of this process. It exceeds all epochs of earlier processes. */
  readonly firstEpoch: number;
  readonly #dataDir: string;
  readonly #runner = randomUUID();
  #syncs = 0;
  #latest: Position;
  #written: Position;

  private constructor(dataDir: string, state: State) {
    this.#dataDir = dataDir;
    this.firstEpoch = state.epoch;
    this.#latest = state.seen;
    this.#written = state.seen;
  }

  /**
   * Opens the state for a new process. The state is durable once the promise resolves. A damaged file is set aside and
   * reported, and the epoch then starts from the clock. Errors: `data-newer`, `data-dir-unusable`.
   */
  static async open(
    dataDir: string,
    epochMilliseconds: number,
    onSetAside: (damage: SetAside) => void,
  ): Promise<ReplicaState> {
    const path = statePath(dataDir);
    let lost = 0;
    const before = await usingDataDir(dataDir, async () => {
      try {
        return readState(path);
      } catch (error) {
        if (!isDamage(error)) throw error;
        lost = LOST_EPOCH_STRIDE;
        onSetAside(setAside(dataDir, path, String(error.parameters['problem'])));
        return FIRST;
      }
    });
    const seconds = Math.max(0, Math.floor(epochMilliseconds / 1000) - EPOCH_ORIGIN_SECONDS);
    const state = { ...before, epoch: Math.max(seconds + lost, before.epoch + EPOCH_STRIDE) };
    await usingDataDir(dataDir, () => writeState(dataDir, state));
    return new ReplicaState(dataDir, state);
  }

  get seen(): Position {
    return this.#latest;
  }

  /** Returns the number of the next sync of this process. */
  nextSync(): SyncTurn {
    this.#syncs += 1;
    return { runner: this.#runner, number: this.#syncs };
  }

  /** Records the position from an answer, in memory only. `save` writes it to disk. */
  note(seen: Position): void {
    if (supersedes(seen, this.#latest)) this.#latest = seen;
  }

  /** Writes the position to disk if it changed. */
  async save(): Promise<void> {
    const seen = this.#latest;
    if (!supersedes(seen, this.#written)) return;
    await writeState(this.#dataDir, { ...FIRST, epoch: this.firstEpoch, seen });
    this.#written = seen;
  }
}

/** Interval of the writes, in ms. */
const SAVE_MILLISECONDS = 10_000;

/**
 * Saves the state periodically. Returns a function that stops the timer and saves once more. Failures are only
 * reported.
 */
export function savePeriodically(
  state: ReplicaState,
  onFailure: (error: unknown) => void,
): () => Promise<void> {
  const save = () => state.save().catch(onFailure);
  const timer = setInterval(save, SAVE_MILLISECONDS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await save();
  };
}

function statePath(dataDir: string): string {
  return join(dataDir, 'replica.json');
}

function writeState(dataDir: string, state: State): Promise<void> {
  return replaceFile(statePath(dataDir), `${JSON.stringify({ ...state, program: PROGRAM_VERSION })}\n`);
}

function readState(path: string): State {
  const text = readSmallFileSync(path);
  return text === undefined ? FIRST : readStoredJson(text, path, FORMAT, State);
}
