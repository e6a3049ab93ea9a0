import { z } from 'zod';
import { Reason } from '../../protocol/entities/execution.ts';
import { PlannedFire } from '../../protocol/entities/planned-fire.ts';
import { ExecutionId, type JobId } from '../../protocol/ids.ts';
import type { Journal } from '../store/journal/journal.ts';
import type { JournalCommit } from '../store/journal/journal-commit.ts';

/** What came of a fire. */
export const FireOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), execution: ExecutionId }),
  /** Nothing had to run: it still ran, schedules rest, or missed fires are passed over. */
  z.object({ kind: z.literal('skipped'), reason: Reason }),
  /** It could not begin. */
  z.object({ kind: z.literal('refused'), reason: Reason }),
]);
export type FireOutcome = z.infer<typeof FireOutcome>;

/** The last fire of a job's schedule that was dealt with. */
export const FireRecord = z.object({
  ...PlannedFire.shape,
  /** Epoch ms: nothing planned up to here is dealt with again. */
  until: z.number(),
  outcome: FireOutcome,
});
export type FireRecord = z.infer<typeof FireRecord>;

/** Executions of a job that are looked at for fires whose record a crash took: they began right before it. */
const RECENT = 50;

export type FireRecordsJournal = Pick<Journal, 'meta' | 'setMeta' | 'forgetMeta' | 'executions'>;

/** Keeps which fires were dealt with, in the journal. */
export class FireRecords {
  readonly #journal: FireRecordsJournal;

  constructor(journal: FireRecordsJournal) {
    this.#journal = journal;
  }

  /** The last one of a job: the recorded one, or the one that an execution itself tells of. */
  async last(job: JobId): Promise<FireRecord | undefined> {
    const text = await this.#journal.meta(nameOf(job));
    const recorded = text === undefined ? undefined : FireRecord.safeParse(JSON.parse(text)).data;
    const { executions } = await this.#journal.executions({ jobId: job, offset: 0, max: RECENT });
    return executions.reduce<FireRecord | undefined>((last, { id, schedule }) => {
      if (schedule === undefined || schedule.plannedAt <= (last?.until ?? 0)) return last;
      return { ...schedule, until: schedule.plannedAt, outcome: { kind: 'started', execution: id } };
    }, recorded);
  }

  /** `commit` holds the audit record of the fire. */
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
