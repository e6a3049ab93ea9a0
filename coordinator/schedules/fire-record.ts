import * as z from 'zod';
import { Reason } from '../../protocol/entities/execution.ts';
import { PlannedFire } from '../../protocol/entities/planned-fire.ts';
import { ExecutionId, type JobId } from '../../protocol/ids.ts';
import type { Journal } from '../store/journal/journal.ts';
import type { JournalCommit } from '../store/journal/journal-commit.ts';

/** The outcome of a fire. */
export const FireOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), execution: ExecutionId }),
  /** The job was still running, schedules are disabled, or missed runs are skipped. */
  z.object({ kind: z.literal('skipped'), reason: Reason }),
  /** The execution could not start. */
  z.object({ kind: z.literal('refused'), reason: Reason }),
]);
export type FireOutcome = z.infer<typeof FireOutcome>;

/** The last handled fire of a job's schedule. */
export const FireRecord = z.object({
  ...PlannedFire.shape,
  /** Time up to which planned fires are never handled again. Epoch ms. */
  until: z.number(),
  outcome: FireOutcome,
});
export type FireRecord = z.infer<typeof FireRecord>;

/**
 * Maximum number of a job's recent executions in which to search for a fire whose record was lost in a crash. The
 * execution starts just before the record of its fire is written.
 */
const RECENT = 50;

export type FireRecordsJournal = Pick<Journal, 'meta' | 'setMeta' | 'forgetMeta' | 'executions'>;

/** Records in the journal which fires were handled. */
export class FireRecords {
  readonly #journal: FireRecordsJournal;

  constructor(journal: FireRecordsJournal) {
    this.#journal = journal;
  }

  /** Returns the last fire of a job, from its record or from an execution that stores the fire. */
  async last(job: JobId): Promise<FireRecord | undefined> {
    const text = await this.#journal.meta(nameOf(job));
    const recorded = text === undefined ? undefined : FireRecord.safeParse(JSON.parse(text)).data;
    const { executions } = await this.#journal.executions({ jobId: job, offset: 0, max: RECENT });
    return executions.reduce<FireRecord | undefined>((last, { id, schedule }) => {
      if (schedule === undefined || schedule.plannedAt <= (last?.until ?? 0)) return last;
      return { ...schedule, until: schedule.plannedAt, outcome: { kind: 'started', execution: id } };
    }, recorded);
  }

  /** Stores the record of a fire, together with the audit record of the journal commit. */
  async keep(job: JobId, record: FireRecord, { audit }: JournalCommit): Promise<void> {
    await this.#journal.setMeta(nameOf(job), JSON.stringify(record), audit);
  }

  async forget(job: JobId): Promise<void> {
    await this.#journal.forgetMeta(nameOf(job));
  }
}

function nameOf(job: JobId): string {
  return `schedule/${job}`;
}
