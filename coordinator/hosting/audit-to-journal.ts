import { problemOf } from '../../protocol/errors/outrunner-error.ts';
import type { Audit } from '../services/audit.ts';
import type { Journal } from '../store/journal/journal.ts';
import type { Log } from './log.ts';

export interface AuditToJournalParts {
  readonly journal: Pick<Journal, 'audit'>;
  readonly log: Log;
  /** Epoch ms. */
  readonly now: () => number;
}

export interface JournalAudit {
  readonly audit: Audit;
  /** Resolves once all lines up to now are kept: whoever reads the audit sees what was done before. */
  readonly kept: () => Promise<void>;
}

/** Keeps audit lines in the journal, and shows them in the log. No act waits for its line. */
export function auditToJournal({ journal, log, now }: AuditToJournalParts): JournalAudit {
  let last = Promise.resolve();
  const audit: Audit = ({ who, what, from, subject, detail }) => {
    const details = { subject, ...(detail === undefined ? {} : { detail }) };
    log.info({ who, from, ...details }, what);
    const kept = journal
      .audit([{ time: now(), who, what, from, details }])
      .catch((error: unknown) =>
        log.error({ what, problem: problemOf(error) }, 'an audit line was not kept'),
      );
    const before = last;
    last = before.then(() => kept);
  };
  return { audit, kept: () => last };
}
