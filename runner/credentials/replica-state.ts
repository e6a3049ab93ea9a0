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
import { EPOCH_STRIDE, firstEpochAfter, HIGHEST_EPOCH, type WriterEpochs } from './writer-epochs.ts';

const FORMAT = 1;

const State = z.object({
  format: z.literal(FORMAT),
  program: z.string(),
  /** Every epoch that a process has used so far is below this value plus `EPOCH_STRIDE`. */
  epoch: z.int().nonnegative().max(HIGHEST_EPOCH),
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

/**
 * Returns whether `next` replaces `known`. A position with a proof replaces any position without one, because only
 * proofs are trusted.
 */
function supersedes(next: Position, known: Position): boolean {
  const isProven = next.proof !== undefined;
  return isProven === (known.proof !== undefined) ? isLaterPosition(next, known) : isProven;
}

/** The state of a replica that persists across runner processes. */
export class ReplicaState implements WriterEpochs {
  readonly firstEpoch: number;
  readonly #dataDir: string;
  readonly #runner = randomUUID();
  #syncs = 0;
  #latest: Position;
  /** Highest epoch that a writer asked to reserve. */
  #wanted: number;
  /** The content of the file. */
  #written: Pick<State, 'epoch' | 'seen'>;
  #writing: Promise<void> = Promise.resolve();

  private constructor(dataDir: string, state: State) {
    this.#dataDir = dataDir;
    this.firstEpoch = state.epoch;
    this.#latest = state.seen;
    this.#wanted = state.epoch;
    this.#written = state;
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
    let isLost = false;
    const before = await usingDataDir(dataDir, async () => {
      try {
        return readState(path);
      } catch (error) {
        if (!isDamage(error)) throw error;
        isLost = true;
        onSetAside(setAside(dataDir, path, String(error.parameters['problem'])));
        return FIRST;
      }
    });
    const state = { ...before, epoch: firstEpochAfter(isLost ? undefined : before.epoch, epochMilliseconds) };
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
    if (supersedes(this.#latest, this.#written.seen)) await this.#write();
  }

  isReserved(epoch: number): boolean {
    return epoch < this.#written.epoch + EPOCH_STRIDE;
  }

  async reserve(epoch: number): Promise<void> {
    if (epoch > HIGHEST_EPOCH) throw new RangeError(`writer epoch ${epoch} exceeds ${HIGHEST_EPOCH}`);
    this.#wanted = Math.max(this.#wanted, epoch);
    if (!this.isReserved(epoch)) await this.#write();
  }

  /** Writes the latest values. Writes follow each other, so that none replaces a newer one. */
  #write(): Promise<void> {
    const write = async () => {
      const state = { epoch: this.#wanted, seen: this.#latest };
      await writeState(this.#dataDir, { ...FIRST, ...state });
      this.#written = state;
    };
    this.#writing = this.#writing.then(write, write);
    return this.#writing;
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
