import { randomUUID } from 'node:crypto';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import type { Audit, AuditFirst } from '../../audit/audit.ts';
import type {
  CoordinatorDefinitions,
  CoordinatorDraft,
} from '../../store/definitions/coordinator-definitions.ts';
import type { ActRecord } from '../../store/definitions/records/act-record.ts';
import type { AuditRecord, Journal } from '../../store/journal/journal.ts';
import { JournalCommit } from '../../store/journal/journal-commit.ts';
import type { Log } from '../lifecycle/log.ts';

/** Delay before the next attempt to write a record for which the journal had no room, in ms. */
const RETRY = 250;

export interface AuditToJournalParts {
  readonly definitions: CoordinatorDefinitions;
  readonly journal: Pick<Journal, 'audit'>;
  readonly log: Log;
  /** Epoch ms. */
  readonly now: () => number;
}

/**
 * Writes audit records to the journal and the log. The record of an act on the journal is part of the commit of the
 * act.
 *
 * The record of an act on the definitions is committed with the act, as an entry of the collection `acts`. It is then
 * copied to the journal, which stores each id once, and a later act removes the entry from the definitions. After a
 * crash, the next start copies the remaining entries.
 */
export class JournalAudit {
  readonly #parts: AuditToJournalParts;
  /** Ids of entries of `acts` that the journal has stored. The next act removes these entries. */
  readonly #moved = new Set<string>();
  readonly #stopFollowing: () => void;
  #kept: Promise<void> = Promise.resolve();
  /** Settles when all records without a commit, except `along` records, are durable. Answers wait for this. */
  #keptAlone: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(parts: AuditToJournalParts) {
    this.#parts = parts;
    this.#stopFollowing = parts.definitions.subscribe(({ changed, snapshot }) => {
      const recorded: ActRecord[] = [];
      for (const { collection, key, kind } of changed) {
        if (collection !== 'acts') continue;
        const act = snapshot.get('acts', key);
        if (kind === 'put' && act !== undefined) recorded.push(act);
        if (kind === 'removed') this.#moved.delete(key);
      }
      for (const act of recorded) this.#log(act);
      if (recorded.length > 0) this.#move(recorded);
    });
  }

  /** Opens the audit. First copies the records that an earlier process left in the definitions to the journal. */
  static async open(parts: AuditToJournalParts): Promise<JournalAudit> {
    const audit = new JournalAudit(parts);
    const left = (await parts.definitions.snapshot()).values('acts');
    if (left.length > 0) audit.#move(left);
    await audit.kept();
    return audit;
  }

  readonly audit: Audit = (line, commit) => {
    const { along, ...recorded } = line;
    const act: ActRecord = { id: randomUUID(), time: this.#parts.now(), ...recorded };
    if (commit instanceof JournalCommit) {
      this.#log(act);
      commit.record(lineOf(act));
      return;
    }
    if (commit !== undefined) {
      this.#removeMoved(commit);
      commit.put('acts', act.id, act);
      return;
    }
    this.#log(act);
    const kept = this.#keep([act], along === true ? 'along' : undefined);
    this.#kept = both(this.#kept, kept);
    if (along !== true) this.#keptAlone = both(this.#keptAlone, kept);
  };

  readonly auditFirst: AuditFirst = async (line) => {
    this.audit(line);
    await this.#keptAlone;
  };

  /** Resolves once the journal contains all records so far, so that a reader of the audit sees them. */
  kept(): Promise<void> {
    return this.#kept;
  }

  /**
   * Resolves once all records so far are durable, except `along` records. Records that were committed with their act
   * are durable already. Rejects if the journal failed.
   */
  durable(): Promise<void> {
    return this.#keptAlone;
  }

  close(): void {
    this.#closed = true;
    this.#stopFollowing();
  }

  /**
   * Removes from the definitions the records that the journal has stored. The removal is part of the next act's commit,
   * so that it needs no commit of its own.
   */
  #removeMoved(draft: CoordinatorDraft): void {
    for (const id of this.#moved) draft.remove('acts', id);
  }

  #move(acts: readonly ActRecord[]): void {
    const kept = this.#keep(acts).then(() => {
      for (const { id } of acts) this.#moved.add(id);
    });
    this.#kept = both(this.#kept, kept);
  }

  async #keep(acts: readonly ActRecord[], pace?: 'along'): Promise<void> {
    const lines = acts.map(lineOf);
    for (;;) {
      try {
        await this.#parts.journal.audit(lines, pace);
        return;
      } catch (error) {
        const isBusy = isOutrunnerError(error) && error.code === 'storage-busy';
        if (!isBusy || this.#closed) {
          this.#parts.log.error({ problem: problemOf(error) }, 'audit records cannot be written');
          throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY));
      }
    }
  }

  #log({ who, what, from, ...about }: ActRecord): void {
    this.#parts.log.info({ who, from, ...detailsOf(about) }, what);
  }
}

function lineOf({ id, time, who, what, from, ...about }: ActRecord): AuditRecord {
  return { id, time, who, what, from, details: detailsOf(about) };
}

function detailsOf({
  subject,
  name,
  detail,
  token,
}: Pick<ActRecord, 'subject' | 'name' | 'detail' | 'token'>) {
  return {
    subject,
    ...(name === undefined ? {} : { name }),
    ...(detail === undefined ? {} : { detail }),
    ...(token === undefined ? {} : { token }),
  };
}

/**
 * Resolves after both promises. Marks the result as handled, so that a rejection does not end the process before it is
 * awaited.
 */
function both(before: Promise<void>, next: Promise<void>): Promise<void> {
  const all = Promise.all([before, next]).then(() => undefined);
  all.catch(() => undefined);
  return all;
}
