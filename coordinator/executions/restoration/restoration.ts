import { z } from 'zod';
import type { Reason } from '../../../protocol/entities/execution.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import { isLaterPosition, type Position } from '../../../protocol/runner/position.ts';
import { POSITION_LIMITS } from '../../../protocol/runner/position-limits.ts';
import type { AuditLine, Journal } from '../../store/journal/journal.ts';
import type { JournalCommit } from '../../store/journal/journal-commit.ts';
import { COUNTER_LIMITS } from '../../store/journal/journal-format.ts';
import type { ExecutionIds } from './execution-ids.ts';

/** Name of the journal's value that holds {@link History}. */
const META = 'history';
const SET_ASIDE = 'history.set-aside';

/** Counters jump so far beyond what a replica has seen, for others may have seen more. */
const MARGIN = 1_000_000;

const Unfinished = z.object({ generation: z.int(), sequence: z.int(), highest: z.int() });

const History = z.object({
  /** Nothing queued is dispatched until an administrator releases it. */
  held: z.boolean(),
  /** A restore that is not through: what was seen, and the highest execution known before. */
  unfinished: Unfinished.optional(),
  /** Ids of executions that only a lost history can have given out. */
  lost: z.array(z.object({ from: z.int(), to: z.int() })),
});
type History = z.infer<typeof History>;

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
  /** Called with a description of damage in the record of previous restores. */
  readonly onDamage: (problem: string) => void;
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

  /** Sets the damaged part of the record of previous restores aside. */
  static async open(parts: RestorationParts): Promise<Restoration> {
    const { journal, ids, onDamage } = parts;
    const kept = await journal.meta(META);
    if (kept === undefined) return new Restoration(parts, { held: false, lost: [] });
    const { history, problem, highest } = readHistory(kept);
    const restoration = new Restoration(parts, history);
    if (problem === undefined) return restoration;
    await journal.setMeta(SET_ASIDE, kept);
    const behind = highest - ids.highest;
    if (behind > 0) {
      await journal.jumpCounters({ executions: behind, sequences: 0 });
      await ids.jumped();
    }
    await restoration.#keep(history);
    onDamage(`${problem}; it was set aside as ${SET_ASIDE}`);
    return restoration;
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
  restored(seen: Position): Promise<void> {
    return this.#inTurn(() => this.#restore(seen));
  }

  /** Begins a new generation after executions or output of this coordinator were lost, as after a restore. */
  async lostHistory(): Promise<void> {
    const sequence = this.#parts.journal.highestSequence() + 1;
    await this.restored({ generation: await this.#parts.generation(), sequence });
  }

  /**
   * Lets queued work be dispatched. Waits for a restore in progress, which would hold the work again. `commit` holds the
   * audit record.
   */
  release(commit?: JournalCommit): Promise<void> {
    return this.#inTurn(() => this.#keep({ ...this.#history, held: false }, commit?.audit));
  }

  /** Runs one change after the other. */
  #inTurn(change: () => Promise<void>): Promise<void> {
    const next = this.#underWay.then(change);
    this.#underWay = next.catch(() => undefined);
    return next;
  }

  async #restore(seen: Position): Promise<void> {
    const { journal, ids } = this.#parts;
    const generation = await this.#parts.generation();
    if (!isLaterPosition(seen, { generation, sequence: journal.highestSequence() })) return;
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

  async #keep(history: History, audit: readonly AuditLine[] = []): Promise<void> {
    // In force at once: while it is being written nothing may be dispatched either.
    if (history.held) this.#history = history;
    await this.#parts.journal.setMeta(META, JSON.stringify(history), audit);
    this.#history = history;
  }
}

interface ReadHistory {
  readonly history: History;
  /** What is damaged. */
  readonly problem?: string;
  /** Execution ids up to this one were issued, even if the counter is lower. */
  readonly highest: number;
}

/**
 * Reads the record without values beyond the limits of positions and ids: only a runner could have caused those, in an
 * earlier version. An unreadable record counts as held, because whether queued work was held is unknown.
 */
function readHistory(text: string): ReadHistory {
  const parsed = History.safeParse(jsonOf(text));
  if (!parsed.success) return { history: { held: true, lost: [] }, problem: 'it is unreadable', highest: 0 };
  const { held, unfinished, lost } = parsed.data;
  const isPossible =
    unfinished === undefined ||
    (unfinished.generation <= POSITION_LIMITS.generation && unfinished.sequence <= POSITION_LIMITS.sequence);
  const possible = lost.filter(({ to }) => to <= COUNTER_LIMITS.execution);
  if (isPossible && possible.length === lost.length) return { history: parsed.data, highest: 0 };
  const given = [unfinished?.highest ?? 0, ...lost.map(({ from }) => from - 1)];
  return {
    history: { held, ...(isPossible && unfinished !== undefined ? { unfinished } : {}), lost: possible },
    problem: 'it contains positions or execution ids that no coordinator can have reached',
    highest: Math.max(0, ...given.filter((id) => id <= COUNTER_LIMITS.execution)),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
