import type { JobFlag } from '../../job-language/edit/edit-job-text.ts';
import { jobPath } from '../../job-language/format/job-path.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { JobId } from '../../protocol/ids.ts';
import type { SwitchedJobs } from '../../protocol/routes/shapes/schedule-shapes.ts';
import type { Caller } from '../access/caller.ts';
import { type Audit, actOf } from '../audit/audit.ts';
import type { JobTexts } from '../jobs/check/job-texts.ts';
import { validJob } from '../jobs/check/valid-job.ts';
import { eachNamedJob } from '../jobs/each-named-job.ts';
import { keepRevisions } from '../jobs/job-history.ts';
import { jobRecord } from '../jobs/job-record.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { SerialQueue } from '../jobs/serial-queue.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import type { JobRecord } from '../store/definitions/records/job-record.ts';

const QUESTIONS = {
  executionEnabled: { resource: 'job', action: 'toggle_execution' },
  scheduleEnabled: { resource: 'job', action: 'toggle_schedule' },
} as const;

export interface JobSwitchesParts {
  readonly definitions: CoordinatorDefinitions;
  readonly jobs: Pick<Jobs, 'find'>;
  readonly texts: JobTexts;
  readonly jobChanges: SerialQueue;
  readonly audit: Audit;
  /** Epoch ms. */
  readonly now: () => number;
}

/**
 * Enables and disables execution and schedules in the definitions of jobs, so that exported jobs have the same state.
 */
export class JobSwitches {
  readonly #parts: JobSwitchesParts;

  constructor(parts: JobSwitchesParts) {
    this.#parts = parts;
  }

  /** Throws `not-found`. */
  async set(caller: Caller, id: JobId, flag: JobFlag, enabled: boolean): Promise<{ readonly success: true }> {
    await this.#parts.jobChanges.run(() => this.#set(caller, id, flag, enabled));
    return { success: true };
  }

  /**
   * Like {@link set}, for each job separately. Reports the jobs that cannot be switched. Throws `invalid-input` for an
   * empty list.
   */
  async setAll(
    caller: Caller,
    asked: readonly (string | undefined)[],
    flag: JobFlag,
    enabled: boolean,
  ): Promise<SwitchedJobs> {
    const results = await eachNamedJob(asked, async (id) => {
      await this.set(caller, id, flag, enabled);
    });
    return { ...results, enabled };
  }

  async #set(caller: Caller, id: JobId, flag: JobFlag, enabled: boolean): Promise<void> {
    const { definitions, jobs, texts, audit, now } = this.#parts;
    const before: JobRecord = await jobs.find(caller, id, QUESTIONS[flag]);
    if (before[flag] === enabled) return;
    const written = await definitions.text(before.textHash);
    const [text = written] = await texts.edit([{ kind: 'flag', text: written, flag, value: enabled }]);
    const { job } = await validJob(texts, { text, format: 'yaml' });
    const [kept = { textHash: '' }] = await keepRevisions(definitions, [{ text, before }]);
    const { project } = before;
    const save = { id, project, kept, act: 'switch' as const, user: caller.principal.user, time: now() };
    await definitions.change((draft) => {
      if (draft.get('jobs', id) === undefined)
        throw new OutrunnerError('not-found', { kind: 'Job', name: id });
      draft.put('jobs', id, jobRecord(job, save, before));
      const act = flag === 'executionEnabled' ? 'execution' : 'schedule';
      audit(
        actOf(caller, `job.${enabled ? 'enable' : 'disable'}_${act}`, { id, name: jobPath(before) }),
        draft,
      );
    });
  }
}
