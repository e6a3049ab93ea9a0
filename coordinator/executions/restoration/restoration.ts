import * as z from 'zod';
import type { Reason } from '../../../protocol/entities/execution.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import { isLaterPosition, type Position } from '../../../protocol/runner/position.ts';
import { POSITION_LIMITS } from '../../../protocol/runner/position-limits.ts';
import { parsedJson } from '../../../support/text/parsed-json.ts';
import type { AuditRecord, Journal } from '../../store/journal/journal.ts';
import type { JournalCommit } from '../../store/journal/journal-commit.ts';
import { COUNTER_LIMITS } from '../../store/journal/journal-format.ts';
import type { ExecutionIds } from './execution-ids.ts';

/** Key of the journal value that stores {@link History}. */
const META = 'history';
const SET_ASIDE = 'history.set-aside';

/**
 * Counters jump this far beyond the position that a replica reported, because other replicas may have seen a later
 * position.
 */
const MARGIN = 1_000_000;

const Unfinished = z.object({ generation: z.int(), sequence: z.int(), highest: z.int() });

const History = z.object({
  /** Whether dispatch is held until an administrator releases it. */
  held: z.boolean(),
  /** A restore in progress: the position that a replica reported, and the highest execution id before the restore. */
  unfinished: Unfinished.optional(),
  /** Ranges of execution ids that restores skipped. An id in these ranges can only come from the lost history. */
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

/** Detects that this coordinator was restored from a backup, and handles the consequences. */
export class Restoration {
  readonly #parts: RestorationParts;
  #history: History;
  #pending: Promise<void> = Promise.resolve();

  private constructor(parts: RestorationParts, history: History) {
    this.#parts = parts;
    this.#history = history;
  }

  /**
   * Reads the record of previous restores. If the record is damaged, sets it aside and continues with its usable parts.
   */
  static async open(parts: RestorationParts): Promise<Restoration> {
    const { journal, ids, onDamage } = parts;
    const stored = await journal.meta(META);
    if (stored === undefined) return new Restoration(parts, { held: false, lost: [] });
    const { history, problem, highest } = readHistory(stored);
    const restoration = new Restoration(parts, history);
    if (problem === undefined) return restoration;
    await journal.setMeta(SET_ASIDE, stored);
    const behind = highest - ids.highest;
    if (behind > 0) {
      await journal.jumpCounters({ executions: behind, sequences: 0 });
      await ids.jumped();
    }
    await restoration.#store(history);
    onDamage(`${problem}; it was set aside as ${SET_ASIDE}`);
    return restoration;
  }

  get held(): boolean {
    return this.#history.held;
  }

  /** Returns whether the execution id was issued in the history of this coordinator. */
  knows(id: ExecutionId): boolean {
    return (
      id <= this.#parts.ids.highest && !this.#history.lost.some(({ from, to }) => from <= id && id <= to)
    );
  }

  /** Resolves when no restore is in progress. New executions wait for this promise. */
  settled(): Promise<void> {
    return this.#pending;
  }

  /** Completes a restore that a crash interrupted. */
  async resume(): Promise<void> {
    if (this.#history.unfinished !== undefined) await this.#finish();
  }

  /** Begins a new generation if a replica has seen a later position than this coordinator has. */
  restored(seen: Position): Promise<void> {
    return this.#enqueue(() => this.#restore(seen));
  }

  /** Begins a new generation after executions or output of this coordinator were lost, as after a restore. */
  async lostHistory(): Promise<void> {
    const sequence = this.#parts.journal.highestSequence() + 1;
    await this.restored({ generation: await this.#parts.generation(), sequence });
  }

  /**
   * Resumes dispatch. Waits for a restore in progress, which would hold dispatch again. `commit` contains the audit
   * record.
   */
  release(commit?: JournalCommit): Promise<void> {
    return this.#enqueue(() => this.#store({ ...this.#history, held: false }, commit?.audit));
  }

  /** Runs changes one at a time. */
  #enqueue(change: () => Promise<void>): Promise<void> {
    const next = this.#pending.then(change);
    this.#pending = next.catch(() => undefined);
    return next;
  }

  async #restore(seen: Position): Promise<void> {
    const { journal, ids } = this.#parts;
    const generation = await this.#parts.generation();
    if (!isLaterPosition(seen, { generation, sequence: journal.highestSequence() })) return;
    const { generation: seenGeneration, sequence } = seen;
    const unfinished = { generation: Math.max(generation, seenGeneration), sequence, highest: ids.highest };
    await this.#store({ held: true, unfinished, lost: this.#history.lost });
    await this.#finish();
  }

  /**
   * Completes a restore. Each execution has at least one journal entry, so the same jump suffices for both counters.
   */
  async #finish(): Promise<void> {
    const { unfinished, lost } = this.#history;
    if (unfinished === undefined) return;
    const { journal, ids, raiseGeneration, endOpen } = this.#parts;
    const jump = Math.max(0, unfinished.sequence - journal.highestSequence()) + MARGIN;
    await journal.jumpCounters({ executions: jump, sequences: jump });
    await ids.jumped();
    await endOpen();
    await raiseGeneration(unfinished.generation + 1);
    await this.#store({ held: true, lost: [...lost, { from: unfinished.highest + 1, to: ids.highest }] });
  }

  async #store(history: History, audit: readonly AuditRecord[] = []): Promise<void> {
    // A hold takes effect at once: nothing may be dispatched while the record is being written.
    if (history.held) this.#history = history;
    await this.#parts.journal.setMeta(META, JSON.stringify(history), audit);
    this.#history = history;
  }
}

interface ReadHistory {
  readonly history: History;
  /** Description of the damage, if any. */
  readonly problem?: string;
  /** Execution ids up to this one were issued, even if the counter is lower. */
  readonly highest: number;
}

/**
 * Reads the record, and drops values beyond the limits of positions and ids. Earlier versions stored such values if a
 * runner reported them. An unreadable record counts as held, because dispatch may have been held.
 */
function readHistory(text: string): ReadHistory {
  const parsed = History.safeParse(parsedJson(text));
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
