import type { AuditLine } from './journal.ts';

/** Collects the audit records that a write to the journal stores in its own transaction. */
export class JournalCommit {
  readonly #audit: AuditLine[] = [];

  record(line: AuditLine): void {
    this.#audit.push(line);
  }

  get audit(): readonly AuditLine[] {
    return this.#audit;
  }
}
