import type { AuditView } from '../../protocol/routes/shapes/audit-shapes.ts';
import type { Journal, StoredAuditLine } from '../store/journal/journal.ts';

export interface AuditQuery {
  readonly max?: number | undefined;
  /** Only acts with a lower sequence number are returned. */
  readonly before?: number | undefined;
}

const DEFAULT_MAX = 100;

/** Reads the audit records of the journal. */
export class AuditTrail {
  readonly #journal: Pick<Journal, 'auditLines'>;
  readonly #kept: () => Promise<void>;

  /** `kept` resolves once the journal contains the records of all acts so far. */
  constructor(journal: Pick<Journal, 'auditLines'>, kept: () => Promise<void>) {
    this.#journal = journal;
    this.#kept = kept;
  }

  /** Returns audit records, newest first. */
  async list({ max = DEFAULT_MAX, before }: AuditQuery) {
    await this.#kept();
    const lines = await this.#journal.auditLines(max, before);
    return { acts: lines.map(actView) };
  }
}

function actView({ sequence, time, who, what, from, details }: StoredAuditLine): AuditView {
  const { subject = '', name, detail, token } = textsOf(details);
  return {
    sequence,
    time: new Date(time).toISOString(),
    who,
    what,
    subject,
    ...(name === undefined ? {} : { name }),
    from,
    ...(detail === undefined ? {} : { detail }),
    ...(token === undefined ? {} : { token }),
  };
}

function textsOf(details: unknown): Partial<Record<string, string>> {
  const entries = typeof details === 'object' && details !== null ? Object.entries(details) : [];
  return Object.fromEntries(entries.filter(([, value]) => typeof value === 'string'));
}
