import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import { isOpenStatus } from '../../../protocol/entities/open-statuses.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import type { AppendedEntries, Journal, JournalEntry, StoredEntry } from '../../store/journal/journal.ts';

type Needed = Pick<Journal, 'append' | 'readExecution' | 'openExecutions' | 'execution' | 'setAsideDamaged'>;

/** An in-memory journal. Entries are durable only after {@link flush}; {@link crash} loses the rest. */
export class MemoryJournal implements Needed {
  readonly #durable: StoredEntry[] = [];
  readonly #summaries = new Map<ExecutionId, ExecutionSummary>();
  #pending: { entries: readonly JournalEntry[]; resolve: (appended: AppendedEntries) => void }[] = [];
  /** Whether appends are rejected with `storage-busy`. */
  busy = false;

  append(entries: readonly JournalEntry[]): Promise<AppendedEntries> {
    if (this.busy) return Promise.reject(new OutrunnerError('storage-busy', { what: 'journal entries' }));
    return new Promise((resolve) => this.#pending.push({ entries, resolve }));
  }

  flush(): void {
    for (const { entries, resolve } of this.#pending.splice(0)) {
      const firstSequence = this.#durable.length + 1;
      for (const { summary, ...entry } of entries) {
        const data: unknown = JSON.parse(JSON.stringify(entry.data));
        this.#durable.push({ ...entry, data, sequence: this.#durable.length + 1 });
        if (summary !== undefined) this.#summaries.set(summary.id, summary);
      }
      resolve({ firstSequence, lastSequence: this.#durable.length });
    }
  }

  crash(): void {
    this.#pending = [];
  }

  async readExecution(id: ExecutionId, after = 0): Promise<readonly StoredEntry[]> {
    return this.#durable.filter(({ executionId, sequence }) => executionId === id && sequence > after);
  }

  async execution(id: ExecutionId): Promise<ExecutionSummary | undefined> {
    return this.#summaries.get(id);
  }

  async setAsideDamaged(): Promise<boolean> {
    return false;
  }

  async openExecutions(): Promise<readonly ExecutionSummary[]> {
    return [...this.#summaries.values()].filter(({ status }) => isOpenStatus(status));
  }
}
