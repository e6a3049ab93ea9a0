import type { AuditRecord } from './journal.ts';

/** Collects the audit records that a write to the journal stores in its own transaction. */
export class JournalCommit {
  readonly #audit: AuditRecord[] = [];

  record(line: AuditRecord): void {
    this.#audit.push(line);
  }

  get audit(): readonly AuditRecord[] {
    return this.#audit;
  }
}
