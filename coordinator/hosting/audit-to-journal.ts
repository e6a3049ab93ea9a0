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
  /** The same, but for lines that go along with what they tell of: whoever hears of that knows that they are kept. */
  readonly keptAlone: () => Promise<void>;
}

/** Keeps audit lines in the journal, and shows them in the log. */
export function auditToJournal({ journal, log, now }: AuditToJournalParts): JournalAudit {
  let last = Promise.resolve();
  let lastAlone = Promise.resolve();
  const audit: Audit = ({ who, what, from, subject, detail, along }) => {
    const details = { subject, ...(detail === undefined ? {} : { detail }) };
    log.info({ who, from, ...details }, what);
    const kept = journal
      .audit([{ time: now(), who, what, from, details }], along === true ? 'along' : undefined)
      .catch((error: unknown) =>
        log.error({ what, problem: problemOf(error) }, 'an audit line was not kept'),
      );
    last = after(last, kept);
    if (along !== true) lastAlone = after(lastAlone, kept);
  };
  return { audit, kept: () => last, keptAlone: () => lastAlone };
}

async function after(before: Promise<void>, kept: Promise<void>): Promise<void> {
  await before;
  await kept;
}
