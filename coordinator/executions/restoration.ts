import { z } from 'zod';
import type { Reason } from '../../protocol/entities/execution.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
import type { Journal } from '../store/journal/journal.ts';
import type { ExecutionIds } from './execution-ids.ts';

/** Name of the journal's value that holds {@link History}. */
const META = 'history';

/** Counters jump so far beyond what a replica has seen, for others may have seen more. */
const MARGIN = 1_000_000;

const History = z.object({
  /** Nothing queued is dispatched until an administrator releases it. */
  held: z.boolean(),
  /** A restore that is not through: what was seen, and the highest execution known before. */
  unfinished: z.object({ generation: z.int(), sequence: z.int(), highest: z.int() }).optional(),
  /** Ids of executions that only a lost history can have given out. */
  lost: z.array(z.object({ from: z.int(), to: z.int() })),
});
type History = z.infer<typeof History>;

export interface Seen {
  readonly generation: number;
  readonly sequence: number;
}

export const HELD: Reason = {
  code: 'held-after-restore',
  message: 'the coordinator was restored from a backup, and no administrator has released queued work yet',
};

export interface RestorationParts {
  readonly journal: Journal;
  readonly ids: ExecutionIds;
  readonly generation: () => Promise<number>;
  /** Resolves once the new generation is durable. */
  readonly raiseGeneration: (to: number) => Promise<void>;
  /** Ends every open execution as unknown (restored); resolves once that is durable. */
  readonly endOpen: () => Promise<void>;
}

/** Whether this coordinator was restored from a backup, and what follows from it. */
export class Restoration {
  readonly #parts: RestorationParts;
  #history: History;
  #underWay: Promise<void> = Promise.resolve();

  private constructor(parts: RestorationParts, history: History) {
    this.#parts = parts;
    this.#history = history;
  }

  /** Throws `data-damaged`. */
  static async open(parts: RestorationParts): Promise<Restoration> {
    const kept = await parts.journal.meta(META);
    return new Restoration(parts, kept === undefined ? { held: false, lost: [] } : parse(kept));
  }

  get held(): boolean {
    return this.#history.held;
  }

  /** Whether the execution belongs to the history that this coordinator remembers. */
  knows(id: ExecutionId): boolean {
    return (
      id <= this.#parts.ids.highest && !this.#history.lost.some(({ from, to }) => from <= id && id <= to)
    );
  }

  /** Resolves when no restore is under way; new executions wait for it. */
  settled(): Promise<void> {
    return this.#underWay;
  }

  /** Takes up a restore that a crash interrupted. */
  async resume(): Promise<void> {
    if (this.#history.unfinished !== undefined) await this.#finish();
  }

  /** A replica has seen this much. More than there is here: begins a new generation, once. */
  restored(seen: Seen): Promise<void> {
    const next = this.#underWay.then(() => this.#restore(seen));
    this.#underWay = next.catch(() => undefined);
    return next;
  }

  /** Executions or output that this coordinator kept are lost: begins a new generation, as after a restore. */
  async lostHistory(): Promise<void> {
    const sequence = this.#parts.journal.highestSequence() + 1;
    await this.restored({ generation: await this.#parts.generation(), sequence });
  }

  async release(): Promise<void> {
    await this.#keep({ ...this.#history, held: false });
  }

  async #restore(seen: Seen): Promise<void> {
    const { journal, ids } = this.#parts;
    const generation = await this.#parts.generation();
    const ahead =
      seen.generation > generation ||
      (seen.generation === generation && seen.sequence > journal.highestSequence());
    if (!ahead) return;
    const { generation: seenGeneration, sequence } = seen;
    const unfinished = { generation: Math.max(generation, seenGeneration), sequence, highest: ids.highest };
    await this.#keep({ held: true, unfinished, lost: this.#history.lost });
    await this.#finish();
  }

  /** An execution costs at least one entry of the journal, so the same jump suffices for both counters. */
  async #finish(): Promise<void> {
    const { unfinished, lost } = this.#history;
    if (unfinished === undefined) return;
    const { journal, ids, raiseGeneration, endOpen } = this.#parts;
    const jump = Math.max(0, unfinished.sequence - journal.highestSequence()) + MARGIN;
    await journal.jumpCounters({ executions: jump, sequences: jump });
    await ids.jumped();
    await endOpen();
    await raiseGeneration(unfinished.generation + 1);
    await this.#keep({ held: true, lost: [...lost, { from: unfinished.highest + 1, to: ids.highest }] });
  }

  async #keep(history: History): Promise<void> {
    // In force at once: while it is being written nothing may be dispatched either.
    if (history.held) this.#history = history;
    await this.#parts.journal.setMeta(META, JSON.stringify(history));
    this.#history = history;
  }
}

function parse(text: string): History {
  try {
    return History.parse(JSON.parse(text));
  } catch {
    throw new OutrunnerError('data-damaged', {
      path: `the journal's value ${META}`,
      problem: 'it is not readable',
    });
  }
}
