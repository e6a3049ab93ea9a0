import type { Caller } from '../access/caller.ts';
import type { CoordinatorDraft } from '../store/definitions/coordinator-definitions.ts';
import type { JournalCommit } from '../store/journal/journal-commit.ts';

/**
 * An audit record: the actor, the act, its subject and the client's address. The writer of the record adds the time.
 */
export interface AuditLine {
  readonly who: string;
  /** The act, such as `runner.create`. */
  readonly what: string;
  /** Id of the subject, or its name if the name identifies the subject. */
  readonly subject: string;
  /** Name of the subject at the time of the act, if `subject` is an id. */
  readonly name?: string;
  readonly from: string;
  readonly detail?: string;
  /** Id of the API token of the call. */
  readonly token?: string;
  /** Set if the record is written with the next journal commit and no answer waits for it. */
  readonly along?: true;
}

/**
 * Records an act. With `commit`, the record is part of that change of the definitions or of the journal, so that the
 * act and its record become durable together. Without `commit`, and unless the line sets `along`, the record is written
 * at once, and no answer is sent before the record is durable.
 */
export type Audit = (line: AuditLine, commit?: CoordinatorDraft | JournalCommit) => void;

/**
 * Records an act that is stored outside the definitions and the journal. Resolves once the record is durable. The
 * caller stores the act only afterwards, so that every stored act has a record.
 */
export type AuditFirst = (line: AuditLine) => Promise<void>;

/** Writes the audit record of a change as part of that change. */
export type RecordAct = (draft: CoordinatorDraft) => void;

/** Maximum length of a stored detail, in characters. */
const LONGEST_DETAIL = 2048;

/** The subject of an act, with a name because readers would not recognize its id. */
export interface NamedSubject {
  readonly id: string;
  readonly name: string;
}

/** Returns the audit line of an act that a caller requested. Truncates a long detail. */
export function actOf(
  caller: Caller,
  what: string,
  subject: string | NamedSubject,
  detail?: string,
): AuditLine {
  const { user, from, tokenId } = caller.principal;
  return {
    who: user,
    what,
    ...(typeof subject === 'string' ? { subject } : { subject: subject.id, name: subject.name }),
    from,
    ...(detail === undefined ? {} : { detail: detail.slice(0, LONGEST_DETAIL) }),
    ...(tokenId === undefined ? {} : { token: tokenId }),
  };
}
