import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { JobRevision } from '../../protocol/routes/shapes/job-shapes.ts';
import { isDamage } from '../../support/files/damage.ts';
import { type CoordinatorDefinitions, settingsOf } from '../store/definitions/coordinator-definitions.ts';
import { readHistory, writeHistory } from '../store/definitions/records/job-history-text.ts';
import type { JobRecord } from '../store/definitions/records/job-record.ts';

/** The hashes of the stored texts of a new revision. The job's new record must contain them. */
export type KeptRevision = Pick<JobRecord, 'textHash' | 'historyHash'>;

export interface RevisionToKeep {
  readonly text: string;
  /** The record that the new revision replaces; undefined for a new job. */
  readonly before: JobRecord | undefined;
}

/**
 * Stores the texts of new revisions durably, each with the list of the revisions before it. Drops the oldest revisions
 * if there are more than the settings allow.
 */
export async function keepRevisions(
  definitions: CoordinatorDefinitions,
  revisions: readonly RevisionToKeep[],
): Promise<readonly KeptRevision[]> {
  const { jobs } = settingsOf(await definitions.snapshot());
  const texts: string[] = [];
  for (const { text, before } of revisions) {
    const earlier = before === undefined ? [] : await revisionsOf(definitions, before);
    const kept = jobs.revisions === 1 ? [] : earlier.slice(1 - jobs.revisions);
    texts.push(text, writeHistory(kept));
  }
  const hashes = await definitions.keepTexts(texts);
  return revisions.map((_, index) => ({
    textHash: hashes[2 * index] ?? '',
    historyHash: hashes[2 * index + 1] ?? '',
  }));
}

/** Returns the stored revisions of a job, oldest first. The last one is the current revision. */
export async function revisionsOf(
  definitions: CoordinatorDefinitions,
  record: JobRecord,
): Promise<JobRevision[]> {
  const { revision, modifiedAt: time, modifiedBy: user, act, textHash } = record;
  const current = { revision, time, user, ...(act === undefined ? {} : { act }), textHash };
  return [...(await earlierRevisions(definitions, record)), current];
}

/** Returns no revisions if their list is missing or damaged, so that the job can still be saved. */
async function earlierRevisions(
  definitions: CoordinatorDefinitions,
  { historyHash }: JobRecord,
): Promise<JobRevision[]> {
  if (historyHash === undefined) return [];
  try {
    return readHistory(await definitions.text(historyHash));
  } catch (error) {
    if (isDamage(error) || (isOutrunnerError(error) && error.code === 'not-found')) return [];
    throw error;
  }
}
