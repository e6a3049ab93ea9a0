import { dirname } from 'node:path';
import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import { isOpenStatus } from '../../../protocol/entities/open-statuses.ts';
import { OutrunnerError, toOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { ExecutionId, type JobId, type ProjectName } from '../../../protocol/ids.ts';
import { isDamage } from '../../../support/files/damage.ts';
import { inSlices, type Sliced } from '../../../support/slices/sliced.ts';
import { syncFolder } from '../files/durable-file.ts';
import { corruptionError } from '../files/sqlite-error.ts';
import type { OnFatal } from '../files/storage-error.ts';
import { Listeners } from '../listeners.ts';
import { openReader } from '../sqlite/open-database.ts';
import { releaseInSteps } from '../sqlite/release-pages.ts';
import { GroupCommit } from './group-commit.ts';
import {
  type AppendedEntries,
  type AuditRecord,
  type EntombedAlong,
  type ExecutionFigures,
  type ExecutionPage,
  type ExecutionQuery,
  type Journal,
  type JournalEntry,
  MOST_ROWS,
  type OpenExecution,
  type RetainedExecution,
  type StoredAuditLine,
  type StoredDelivery,
  type StoredEntry,
} from './journal.ts';
import type { JournalAct, SummaryRow } from './journal-acts.ts';
import { COUNTERS } from './journal-format.ts';
import { JournalReader } from './journal-reader.ts';
import { auditRow, deliveryRow, entryRows, type NewEntryRow, summaryRow } from './journal-rows.ts';
import { JournalThread } from './journal-thread.ts';

/** Maximum number of entries that one transaction of an erasure removes, so that other writes wait only briefly. */
const ERASED_AT_ONCE = 2000;

export interface EmbeddedJournalOptions {
  /** Path of the database. */
  readonly path: string;
  /** Program of the writer thread: `journal-worker.ts` from source, its bundle when built. */
  readonly worker: URL | string;
  /** Called when a commit failed or the thread ended. Nothing can be stored any more, and the process must end. */
  readonly onFatal: OnFatal;
  /** Called with a description of each record that was repaired, set aside, or skipped in a list. */
  readonly onDamage?: (problem: string) => void;
}

/** Opens the journal in a file. Throws `data-newer`, `data-damaged`, `storage-failed`. */
export async function openEmbeddedJournal(options: EmbeddedJournalOptions): Promise<Journal> {
  const thread = await JournalThread.start(options.worker, options.path);
  let reader: JournalReader | undefined;
  try {
    await syncFolder(dirname(options.path));
    const onDamage = (problem: string) => options.onDamage?.(problem);
    reader = new JournalReader(openReader(options.path), options.path, onDamage);
    for (const problem of thread.problems) onDamage(problem);
    // The start needs the list of open executions, so a malformed page in this list counts as a damaged file.
    reader.openExecutions();
    return new EmbeddedJournal(thread, reader, options.onFatal, onDamage);
  } catch (error) {
    reader?.close();
    await thread.close();
    throw corruptionError(error, options.path);
  }
}

/**
 * A separate thread writes, with group commit. The main thread reads on its own connection, without waiting for the
 * writer.
 */
class EmbeddedJournal implements Journal {
  readonly #thread: JournalThread;
  readonly #onDamage: (problem: string) => void;
  readonly #reader: JournalReader;
  readonly #commits: GroupCommit;
  readonly #deliveries = new Listeners<readonly StoredDelivery[]>();
  /** The last sequence and execution id that were issued, and the last sequence that is durable. */
  #sequence: number;
  #execution: number;
  #durable: number;
  /** The execution counter as stored in the database. */
  #keptExecution: number;
  /** Accepted appends that were not passed to the writer thread yet. */
  readonly #preparing = new Set<Promise<unknown>>();
  #closed = false;

  constructor(
    thread: JournalThread,
    reader: JournalReader,
    onFatal: OnFatal,
    onDamage: (problem: string) => void,
  ) {
    this.#onDamage = onDamage;
    this.#thread = thread;
    this.#reader = reader;
    this.#sequence = Math.max(reader.lastSequence(), Number(reader.meta(COUNTERS.sequence) ?? 0));
    this.#execution = Math.max(reader.lastExecution(), Number(reader.meta(COUNTERS.execution) ?? 0));
    this.#durable = this.#sequence;
    this.#keptExecution = this.#execution;
    this.#commits = new GroupCommit(async (acts) => {
      try {
        return await thread.commit(this.#withCounter(acts));
      } catch (error) {
        onFatal(toOutrunnerError(error));
        throw error;
      }
    });
  }

  async append(entries: readonly JournalEntry[]): Promise<AppendedEntries> {
    if (entries.length === 0) throw new TypeError('there is nothing to append');
    this.#check(0);
    const work = entryRows(entries);
    // Short entries are serialized synchronously, so that they are queued before later writes.
    const begun = work.next();
    const rows = begun.done === true ? begun.value : await this.#rest(work);
    // All summaries become durable together, so only the last one of an execution is ever visible.
    const latest = new Map<ExecutionId, ExecutionSummary>();
    for (const { executionId, summary } of entries)
      if (summary !== undefined) latest.set(executionId, summary);
    const summaries = Array.from(latest.values(), summaryRow);
    const bytes =
      rows.reduce((sum, { data }) => sum + data.length, 0) +
      summaries.reduce((sum, { summary }) => sum + summary.length, 0);
    this.#commits.check(bytes);
    const firstSequence = this.#sequence + 1;
    const numbered = rows.map((row, index) => ({ ...row, sequence: firstSequence + index }));
    this.#sequence += rows.length;
    const appended = { firstSequence, lastSequence: this.#sequence };
    const added = entries.flatMap((entry) => entry.deliveries ?? []);
    const deliveries = added.map(deliveryRow);
    const audit = entries.flatMap((entry) => entry.audit ?? []).map(auditRow);
    await this.#commits.add({ kind: 'append', entries: numbered, summaries, deliveries, audit }, bytes);
    this.#durable = appended.lastSequence;
    if (added.length > 0) this.#deliveries.notify(added);
    return appended;
  }

  async readExecution(executionId: ExecutionId, after = 0, max = MOST_ROWS): Promise<readonly StoredEntry[]> {
    return this.#reader.entries(executionId, after, max);
  }

  async readAll(after: number, max = MOST_ROWS): Promise<readonly StoredEntry[]> {
    return this.#reader.allEntries(after, max);
  }

  highestSequence(): number {
    return this.#durable;
  }

  async setAsideDamaged(executionId: ExecutionId, time: number): Promise<boolean> {
    const from = this.#reader.firstDamaged(executionId) ?? 0;
    const isLeft = this.#reader.hasEntriesBefore(executionId, from);
    const act = { kind: 'set-aside', execution: executionId, from } as const;
    // Stores the counter first, because the next start could no longer derive the counter from the moved entries.
    const counter = this.setMeta(COUNTERS.sequence, String(this.#sequence));
    await this.#write(
      isLeft ? act : { ...act, end: { status: 'other', summary: this.#lostSummary(executionId, time) } },
    );
    await counter;
    this.#onDamage(
      `entries of execution ${executionId} from ${from} on; they were moved to the table damaged_entry`,
    );
    return isLeft;
  }

  /**
   * Returns the final summary of an execution that has no entries left; undefined if the summary is unreadable as well.
   */
  #lostSummary(executionId: ExecutionId, endedAt: number): SummaryRow | undefined {
    try {
      const summary = this.#reader.execution(executionId);
      if (summary === undefined) return undefined;
      const reason = { code: 'history-lost', message: 'unknown: its records in the journal are damaged.' };
      return summaryRow({ ...summary, status: 'other', customStatus: 'unknown', endedAt, reason });
    } catch (error) {
      if (!isDamage(error)) throw error;
      return undefined;
    }
  }

  async nextExecutionId(): Promise<ExecutionId> {
    this.#execution += 1;
    return ExecutionId.parse(this.#execution);
  }

  async jumpCounters(by: { readonly executions: number; readonly sequences: number }): Promise<void> {
    this.#execution += by.executions;
    this.#sequence += by.sequences;
    const sequence = this.#sequence;
    await this.setMeta(COUNTERS.sequence, String(sequence));
    this.#durable = Math.max(this.#durable, sequence);
  }

  async execution(executionId: ExecutionId): Promise<ExecutionSummary | undefined> {
    return this.#reader.execution(executionId);
  }

  async executions(query: ExecutionQuery): Promise<ExecutionPage> {
    return this.#reader.executions(query);
  }

  async executionIds(query: ExecutionQuery): Promise<readonly ExecutionId[]> {
    return this.#reader.executionIds(query);
  }

  async executionFigures(query: ExecutionQuery): Promise<ExecutionFigures> {
    return inSlices(this.#reader.executionFigures(query));
  }

  async averageDuration(jobId: JobId): Promise<number | undefined> {
    return this.#reader.averageDuration(jobId);
  }

  async executionProjects(): Promise<readonly ProjectName[]> {
    return this.#reader.executionProjects();
  }

  async retained(project: ProjectName, before: number, max: number): Promise<readonly RetainedExecution[]> {
    return this.#reader.retained(project, before, max);
  }

  async entryBytes(executionId: ExecutionId): Promise<number> {
    return this.#reader.entryBytes(executionId);
  }

  async openExecutions(): Promise<readonly OpenExecution[]> {
    return this.#reader.openExecutions();
  }

  async audit(lines: readonly AuditRecord[], pace?: 'along'): Promise<void> {
    this.#check(0);
    const act = { kind: 'audit', lines: lines.map(auditRow) } as const;
    await (pace === 'along' ? this.#commits.addUnhurried(act, 0) : this.#commits.add(act, 0));
  }

  async auditLines(max: number, before = Number.MAX_SAFE_INTEGER): Promise<readonly StoredAuditLine[]> {
    return this.#reader.auditLines(max, before);
  }

  async keepDelivery(delivery: StoredDelivery): Promise<void> {
    await this.#write({ kind: 'delivery', kept: deliveryRow(delivery) });
  }

  async deliveries(executionId: ExecutionId): Promise<readonly StoredDelivery[]> {
    return this.#reader.deliveries(executionId);
  }

  async openDeliveries(max: number): Promise<readonly StoredDelivery[]> {
    return this.#reader.openDeliveries(max);
  }

  onDeliveries(listener: (deliveries: readonly StoredDelivery[]) => void): () => void {
    return this.#deliveries.add(listener);
  }

  async entomb(
    executionIds: readonly ExecutionId[],
    { forgotten = [], audit = [] }: EntombedAlong = {},
  ): Promise<void> {
    for (const id of executionIds) {
      const summary = this.#reader.execution(id);
      if (summary === undefined) throw new OutrunnerError('not-found', { kind: 'Execution', name: id });
      if (isOpenStatus(summary.status)) throw new OutrunnerError('execution-running', { execution: id });
    }
    await this.#write({ kind: 'entomb', executions: executionIds, forgotten, audit: audit.map(auditRow) });
  }

  async tombs(after: number, max: number): Promise<readonly ExecutionId[]> {
    return this.#reader.tombs(after, max);
  }

  async erase(executionIds: readonly ExecutionId[]): Promise<void> {
    for (;;) {
      const executions = this.#reader.tombsAmong(executionIds);
      if (executions.length === 0) return;
      // Stores the counter first, because the next start could no longer derive the counter from the erased entries.
      const counter = this.setMeta(COUNTERS.sequence, String(this.#sequence));
      await this.#write({ kind: 'erase', executions, most: ERASED_AT_ONCE });
      await counter;
    }
  }

  async releaseSpace(signal: AbortSignal): Promise<void> {
    await releaseInSteps(signal, {
      freePages: () => this.#reader.freePages(),
      release: (pages) => this.#write({ kind: 'release', pages }),
    });
  }

  async meta(name: string): Promise<string | undefined> {
    return this.#reader.meta(name);
  }

  async setMeta(name: string, value: string, audit: readonly AuditRecord[] = []): Promise<void> {
    await this.#write({ kind: 'meta', name, value, audit: audit.map(auditRow) });
  }

  async forgetMeta(name: string): Promise<void> {
    await this.#write({ kind: 'meta', name });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.allSettled(this.#preparing);
    await this.#commits.idle();
    this.#reader.close();
    await this.#thread.close();
  }

  async #rest(work: Sliced<NewEntryRow[]>): Promise<NewEntryRow[]> {
    const rows = inSlices(work);
    this.#preparing.add(rows);
    try {
      return await rows;
    } finally {
      this.#preparing.delete(rows);
    }
  }

  async #write(act: JournalAct): Promise<void> {
    this.#check(0);
    await this.#commits.add(act, 0);
  }

  #check(bytes: number): void {
    if (this.#closed) throw new OutrunnerError('storage-busy', { what: 'journal entries' });
    this.#commits.check(bytes);
  }

  /**
   * Adds the execution counter to the acts if the counter changed, so that the counter is committed no later than any
   * entry with an issued id.
   */
  #withCounter(acts: readonly JournalAct[]): readonly JournalAct[] {
    if (this.#keptExecution === this.#execution) return acts;
    this.#keptExecution = this.#execution;
    return [...acts, { kind: 'meta', name: COUNTERS.execution, value: String(this.#execution) }];
  }
}
