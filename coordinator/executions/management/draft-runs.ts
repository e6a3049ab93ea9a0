import { createHash } from 'node:crypto';
import { jobPath } from '../../../job-language/format/job-path.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../../protocol/ids.ts';
import type { DRAFT_ROUTES } from '../../../protocol/routes/draft-routes.ts';
import type { Execution, RunDraft } from '../../../protocol/routes/shapes/execution-shapes.ts';
import type { Caller } from '../../access/caller.ts';
import { originatorOf } from '../../access/originator-of.ts';
import { type Audit, actOf } from '../../audit/audit.ts';
import type { HandlersOf } from '../../http/handler.ts';
import type { JobTexts } from '../../jobs/check/job-texts.ts';
import { validJob } from '../../jobs/check/valid-job.ts';
import { executionView } from '../../views/execution-views.ts';
import type { Links } from '../../views/links.ts';
import type { Executions } from '../executions.ts';
import { runInputsOf } from './run-inputs-of.ts';

const CREATE = { resource: 'job', action: 'create' } as const;
const RUN = { resource: 'job', action: 'run' } as const;
const RUN_AS = { resource: 'job', action: 'runAs' } as const;

export interface DraftRunsParts {
  readonly executions: Pick<Executions, 'runAdhoc'>;
  readonly texts: Pick<JobTexts, 'check'>;
  readonly audit: Audit;
  readonly links: Links;
}

/** Runs jobs that are not stored. A draft can do what a stored job can do, so a draft requires the same rights. */
export class DraftRuns {
  readonly #parts: DraftRunsParts;

  constructor(parts: DraftRunsParts) {
    this.#parts = parts;
  }

  /**
   * Runs the only job of a text once. The audit record contains the SHA-256 of the text. Throws `not-found` if the
   * project is missing or the caller may not create and run jobs in it, `forbidden` if the caller may not run as
   * `asUser`, `job-invalid`, and the errors of admission.
   */
  async run(caller: Caller, project: ProjectName, asked: RunDraft): Promise<Execution> {
    const { executions, texts, audit, links } = this.#parts;
    if (!caller.may(CREATE, { project }) || !caller.may(RUN, { project }))
      throw new OutrunnerError('not-found', { kind: 'Project', name: project });
    const { text, format, asUser } = asked;
    if (asUser !== undefined) caller.require(RUN_AS, { project });
    const { job } = await validJob(texts, { text, format });
    const digest = createHash('sha256').update(text).digest('hex');
    const summary = await executions.runAdhoc({
      ...runInputsOf(asked),
      project,
      user: asUser ?? caller.principal.user,
      originator: originatorOf(caller),
      job,
      draft: { name: job.name, group: job.group ?? '', digest },
      recordStart: (id, commit) => {
        const subject = { id: String(id), name: jobPath(job) };
        audit(actOf(caller, 'execution.run', subject, `draft in ${project}, SHA-256 ${digest}`), commit);
      },
    });
    return executionView(summary, links);
  }
}

export function draftHandlers(drafts: DraftRuns): HandlersOf<keyof typeof DRAFT_ROUTES> {
  return { runDraft: ({ caller, params, body }) => drafts.run(caller, params.project, body) };
}
