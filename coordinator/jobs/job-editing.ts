import type { Job } from '../../job-language/format/job.ts';
import { jobPath } from '../../job-language/format/job-path.ts';
import { selectorOf } from '../../job-language/format/runner-selector.ts';
import { OutrunnerError, toOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { JobId } from '../../protocol/ids.ts';
import type { SetSelectorsResult } from '../../protocol/routes/job-editing-routes.ts';
import type {
  JobAct,
  JobRevision,
  JobRevisionText,
  JobSelector,
  JobText,
} from '../../protocol/routes/shapes/job-shapes.ts';
import type { Caller } from '../access/caller.ts';
import { originatorOf } from '../access/originator-of.ts';
import { type Audit, actOf } from '../audit/audit.ts';
import type {
  CoordinatorDefinitions,
  CoordinatorDraft,
} from '../store/definitions/coordinator-definitions.ts';
import type { JobRecord } from '../store/definitions/records/job-record.ts';
import type { JobTexts } from './check/job-texts.ts';
import { validJob } from './check/valid-job.ts';
import { type KeptRevision, keepRevisions, revisionsOf } from './job-history.ts';
import { jobRecord } from './job-record.ts';
import { selectorPartsOf } from './job-selector.ts';
import { jobOverview } from './job-views.ts';
import type { Jobs } from './jobs.ts';
import type { SerialQueue } from './serial-queue.ts';

const READ = { resource: 'job', action: 'read' } as const;
const UPDATE = { resource: 'job', action: 'update' } as const;

export interface JobEditingParts {
  readonly definitions: CoordinatorDefinitions;
  readonly jobs: Jobs;
  readonly texts: JobTexts;
  readonly jobChanges: SerialQueue;
  readonly audit: Audit;
  /** Epoch ms. */
  readonly now: () => number;
}

interface SelectorEdit {
  readonly record: JobRecord;
  readonly job: Job;
  readonly text: string;
}

/**
 * Reads and edits the definitions of jobs. An edit fails if the caller passes a revision that is no longer the current
 * one.
 */
export class JobEditing {
  readonly #parts: JobEditingParts;

  constructor(parts: JobEditingParts) {
    this.#parts = parts;
  }

  /** Throws `not-found`. */
  async text(caller: Caller, id: JobId): Promise<JobText> {
    const record = await this.#parts.jobs.find(caller, id, READ);
    return textView(record, await this.#parts.definitions.text(record.textHash));
  }

  /** Throws `not-found`, `revision-conflict`, and `job-invalid` for a text with errors. */
  async setText(caller: Caller, id: JobId, text: string, revision: number): Promise<JobText> {
    return this.#parts.jobChanges.run(async () => {
      const before = await this.#parts.jobs.find(caller, id, UPDATE);
      requireRevision(before, revision);
      return this.#saveText(caller, before, text, 'edit');
    });
  }

  /** Returns the stored revisions, newest first. Throws `not-found`. */
  async revisions(caller: Caller, id: JobId): Promise<JobRevision[]> {
    const record = await this.#parts.jobs.find(caller, id, READ);
    return (await revisionsOf(this.#parts.definitions, record)).reverse();
  }

  /** Throws `not-found` for a missing job or revision. */
  async revision(caller: Caller, id: JobId, revision: number): Promise<JobRevisionText> {
    return this.#revision(await this.#parts.jobs.find(caller, id, READ), revision);
  }

  /**
   * Saves the text of an earlier revision as a new revision. Throws `not-found`, `job-invalid` if that text is no
   * longer valid, and `revision-conflict` if `revision` is given and is not the job's current revision.
   */
  async revert(caller: Caller, id: JobId, to: number, revision: number | undefined): Promise<JobText> {
    return this.#parts.jobChanges.run(async () => {
      const before = await this.#parts.jobs.find(caller, id, UPDATE);
      if (revision !== undefined) requireRevision(before, revision);
      const { text } = await this.#revision(before, to);
      return this.#saveText(caller, before, text, 'revert');
    });
  }

  async #revision(record: JobRecord, revision: number): Promise<JobRevisionText> {
    const { definitions } = this.#parts;
    const found = (await revisionsOf(definitions, record)).find((kept) => kept.revision === revision);
    if (found === undefined) {
      throw new OutrunnerError('not-found', { kind: 'Revision', name: `${revision} of ${jobPath(record)}` });
    }
    return { ...found, text: await definitions.text(found.textHash) };
  }

  async #saveText(caller: Caller, before: JobRecord, text: string, act: 'edit' | 'revert'): Promise<JobText> {
    const { definitions, texts } = this.#parts;
    const { id } = before;
    const { job } = await validJob(texts, { text, format: 'yaml' });
    if (job.uuid !== undefined && job.uuid !== id) {
      throw new OutrunnerError('job-invalid', {
        problem: `its uuid is ${job.uuid}, but that of the job is ${id}; import the text as a new job instead`,
      });
    }
    const [identified = text] = await texts.edit([{ kind: 'identity', text, uuid: id }]);
    const [kept = { textHash: '' }] = await keepRevisions(definitions, [{ text: identified, before }]);
    const save = { ...this.#save(caller, before, kept, act), originator: originatorOf(caller) };
    const record = jobRecord(job, save, before);
    const saved = await definitions.change((draft) => {
      requireThere(draft, before);
      const what = act === 'revert' ? 'job.revert' : 'job.update';
      this.#parts.audit(actOf(caller, what, { id, name: jobPath(job) }), draft);
      return draft.put('jobs', id, record);
    });
    return textView(saved, identified);
  }

  /** Sets the runner selector of several jobs in one change. Reports each job that cannot be changed. */
  async setSelectors(
    caller: Caller,
    asked: readonly { readonly id: JobId; readonly revision?: number | undefined }[],
    selector: JobSelector,
  ): Promise<SetSelectorsResult> {
    const { definitions, jobChanges } = this.#parts;
    return jobChanges.run(async () => {
      const edits: SelectorEdit[] = [];
      const failed: SetSelectorsResult['failed'] = [];
      for (const { id, revision } of asked) {
        try {
          edits.push(await this.#selectorEdit(caller, id, revision, selector));
        } catch (error) {
          const { code, message } = toOutrunnerError(error);
          failed.push({ id, errorCode: code, message });
        }
      }
      const kept = await keepRevisions(
        definitions,
        edits.map(({ text, record }) => ({ text, before: record })),
      );
      const records = await definitions.change((draft) =>
        edits.map(({ record, job }, index) => {
          requireThere(draft, record);
          const save = this.#save(caller, record, kept[index] ?? { textHash: '' }, 'runners');
          this.#parts.audit(
            actOf(caller, 'job.select_runners', { id: record.id, name: jobPath(record) }),
            draft,
          );
          return draft.put('jobs', record.id, jobRecord(job, save, record));
        }),
      );
      return { succeeded: records.map(jobOverview), failed };
    });
  }

  async #selectorEdit(
    caller: Caller,
    id: JobId,
    revision: number | undefined,
    selector: JobSelector,
  ): Promise<SelectorEdit> {
    const record = await this.#parts.jobs.find(caller, id, UPDATE);
    if (revision !== undefined) requireRevision(record, revision);
    const { definitions, texts } = this.#parts;
    const before = await definitions.text(record.textHash);
    const wanted = selectorOf(selectorPartsOf(selector));
    const [text = before] = await texts.edit([{ kind: 'selector', text: before, selector: wanted }]);
    return { record, job: (await validJob(texts, { text, format: 'yaml' })).job, text };
  }

  #save(caller: Caller, { id, project }: JobRecord, kept: KeptRevision, act: JobAct) {
    return { id, project, kept, act, user: caller.principal.user, time: this.#parts.now() };
  }
}

/** Throws `not-found` if the job was deleted with its project during the edit. */
function requireThere(draft: CoordinatorDraft, { id }: JobRecord): void {
  if (draft.get('jobs', id) === undefined) throw new OutrunnerError('not-found', { kind: 'Job', name: id });
}

function requireRevision(record: JobRecord, revision: number): void {
  if (record.revision === revision) return;
  throw new OutrunnerError('revision-conflict', { kind: 'Job', name: record.name });
}

function textView(record: JobRecord, text: string): JobText {
  const { id, project, name, group, revision, createdAt, modifiedAt } = record;
  return { id, project, name, group, text, revision, createdAt, modifiedAt };
}
