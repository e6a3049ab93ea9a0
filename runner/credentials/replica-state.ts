import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isLaterPosition, NO_POSITION, Position } from '../../protocol/runner/position.ts';
import type { SyncTurn } from '../../protocol/runner/sync.ts';
import { PROGRAM_VERSION } from '../../protocol/version.ts';
import { codeOf, replaceFile } from './atomic-file.ts';
import { usingDataDir } from './data-dir.ts';
import { readKept } from './kept-json.ts';

const FORMAT = 1;

const State = z.object({
  format: z.literal(FORMAT),
  program: z.string(),
  epoch: z.int().nonnegative(),
  /** A malformed position is dropped: an older coordinator may have issued one out of range. */
  seen: Position.catch(NO_POSITION),
});
type State = z.infer<typeof State>;

const FIRST: State = {
  format: FORMAT,
  program: PROGRAM_VERSION,
  epoch: 0,
  seen: NO_POSITION,
};

/** Writer epochs count from here, so that they fit their 32 bits until 2162. */
const EPOCH_ORIGIN_SECONDS = Date.UTC(2026, 0, 1) / 1000;
/** More than one process raises its epochs by, beyond the passing seconds. */
const EPOCH_STRIDE = 1000;

/** Whether `next` replaces `known`. A position with a proof replaces any without one, since only proofs are believed. */
function supersedes(next: Position, known: Position): boolean {
  const isProven = next.proof !== undefined;
  return isProven === (known.proof !== undefined) ? isLaterPosition(next, known) : isProven;
}

/** What a replica remembers from one runner process to the next. */
export class ReplicaState {
  /** Writer epochs of this process begin here: above all that an earlier process used. */
  readonly firstEpoch: number;
  private readonly dataDir: string;
  private readonly runner = randomUUID();
  private syncs = 0;
  private latest: Position;
  private written: Position;

  private constructor(dataDir: string, state: State) {
    this.dataDir = dataDir;
    this.firstEpoch = state.epoch;
    this.latest = state.seen;
    this.written = state.seen;
  }

  /** Opens the state for one more process; durable once it resolves. Errors: `data-damaged`, `data-newer`, `data-dir-unusable`. */
  static async open(dataDir: string, epochMilliseconds: number): Promise<ReplicaState> {
    const before = await usingDataDir(dataDir, () => readState(statePath(dataDir)));
    const seconds = Math.max(0, Math.floor(epochMilliseconds / 1000) - EPOCH_ORIGIN_SECONDS);
    const state = { ...before, epoch: Math.max(seconds, before.epoch + EPOCH_STRIDE) };
    await usingDataDir(dataDir, () => writeState(dataDir, state));
    return new ReplicaState(dataDir, state);
  }

  get seen(): Position {
    return this.latest;
  }

  /** The place of the next sync among those of this process. */
  nextSync(): SyncTurn {
    this.syncs += 1;
    return { runner: this.runner, number: this.syncs };
  }

  /** Takes note of what an answer carried. In memory only, until `save`. */
  note(seen: Position): void {
    if (supersedes(seen, this.latest)) this.latest = seen;
  }

  /** Writes down what is new. */
  async save(): Promise<void> {
    const seen = this.latest;
    if (!supersedes(seen, this.written)) return;
    await writeState(this.dataDir, { ...FIRST, epoch: this.firstEpoch, seen });
    this.written = seen;
  }
}

function statePath(dataDir: string): string {
  return join(dataDir, 'replica.json');
}

function writeState(dataDir: string, state: State): Promise<void> {
  return replaceFile(statePath(dataDir), `${JSON.stringify({ ...state, program: PROGRAM_VERSION })}\n`);
}

async function readState(path: string): Promise<State> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return FIRST;
    throw error;
  }
  return readKept(text, path, FORMAT, State);
}
