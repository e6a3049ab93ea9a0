import type { JobRecord } from '../../protocol/entities/job-record.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { JobId, ProjectName } from '../../protocol/ids.ts';
import type { CheckedJobs, ParsedJob } from '../../protocol/job/check-jobs.ts';
import type { Problem } from '../../protocol/job/problem.ts';
import type { JobImportResult } from '../../protocol/routes/shapes/job-shapes.ts';
import type { JobFile } from '../job-check/check-file.ts';
import type { JobEdit } from '../job-check/job-question.ts';
import type { JobTexts } from '../job-check/job-texts.ts';
import { problemText } from '../job-check/problem-text.ts';
import type {
  CoordinatorDefinitions,
  CoordinatorDraft,
} from '../store/definitions/coordinator-definitions.ts';
import type { Links } from '../views/links.ts';
import { type FailedJob, heldBackJobs, invalidJobs } from './failed-jobs.ts';
import { type DupeOption, ImportPlan, type ImportStep } from './import-plan.ts';
import { jobRecord } from './job-record.ts';

export interface ImportRequest extends JobFile {
  readonly project: ProjectName;
  readonly dupeOption: DupeOption;
  readonly uuidOption: 'preserve' | 'remove';
  /** Where a job of the file has errors: import nothing of it, or the jobs that have none. */
  readonly onError: 'refuse' | 'skip';
  readonly user: string;
  /** Epoch ms. */
  readonly time: number;
}

/** Writes the audit record of an import as part of the change that saves its jobs. */
export type RecordImport = (draft: CoordinatorDraft, ids: readonly JobId[]) => void;

interface PlannedJob {
  readonly parsed: ParsedJob;
  readonly step: ImportStep;
}

/**
 * Imports a file: its jobs are saved in one change, and what is wrong with one is told with its line. Where one has
 * errors, nothing is saved unless the request says otherwise. Nothing else may save jobs meanwhile. Throws `job-invalid`
 * for a file that holds no list of jobs, `not-found` for the project.
 */
export async function importJobs(
  definitions: CoordinatorDefinitions,
  links: Links,
  texts: JobTexts,
  request: ImportRequest,
  record: RecordImport,
): Promise<JobImportResult> {
  const { project } = request;
  const checked = await texts.check(request);
  const errors = checked.problems.filter(({ severity }) => severity === 'error');
  refuseUnreadable(checked, errors);
  const invalid = invalidJobs(project, checked.names, errors);
  if (invalid.length > 0 && request.onError === 'refuse') {
    const failed = [...invalid, ...heldBackJobs(project, checked, invalid)];
    return { succeeded: [], failed: failed.sort(byIndex), skipped: [] };
  }
  const plan = new ImportPlan(await definitions.snapshot(), project);
  const keepsUuid = request.uuidOption === 'preserve';
  const planned = checked.jobs.map((parsed): PlannedJob => {
    return { parsed, step: plan.decide(parsed.job, request.dupeOption, keepsUuid) };
  });
  const saved = await save(definitions, texts, request, planned, record);
  const shown = (parsed: ParsedJob) => ({
    index: parsed.index + 1,
    name: parsed.job.name,
    group: parsed.job.group ?? '',
    project,
  });
  return {
    succeeded: saved.map(({ parsed, record }) => ({
      ...shown(parsed),
      id: record.id,
      ...links.job(record.id),
    })),
    failed: [
      ...invalid,
      ...planned.flatMap(({ parsed, step }): FailedJob[] =>
        step.kind === 'fail'
          ? [{ ...shown(parsed), error: step.problem, line: parsed.line, column: parsed.column }]
          : [],
      ),
    ].sort(byIndex),
    skipped: planned.flatMap(({ parsed, step }): JobImportResult['skipped'] => {
      if (step.kind !== 'skip') return [];
      const { id } = step.existing;
      return [{ ...shown(parsed), id, ...links.job(id), error: 'It exists already.' }];
    }),
  };
}

async function save(
  definitions: CoordinatorDefinitions,
  texts: JobTexts,
  request: ImportRequest,
  planned: readonly PlannedJob[],
  record: RecordImport,
) {
  const saves = planned.flatMap(({ parsed, step }) => (step.kind === 'save' ? [{ parsed, step }] : []));
  const edits = saves.map(({ parsed, step }): JobEdit => {
    return { kind: 'identity', text: parsed.text, uuid: step.id };
  });
  const hashes = await definitions.keepTexts(await texts.edit(edits));
  const { project, user, time } = request;
  return definitions.change((draft) => {
    if (draft.get('projects', project) === undefined) {
      throw new OutrunnerError('not-found', { kind: 'Project', name: project });
    }
    if (saves.length > 0)
      record(
        draft,
        saves.map(({ step }) => step.id),
      );
    return saves.map(({ parsed, step }, index): { parsed: ParsedJob; record: JobRecord } => {
      const textHash = hashes[index] ?? '';
      const record = jobRecord(parsed.job, { id: step.id, project, textHash, user, time }, step.before);
      return { parsed, record: draft.put('jobs', step.id, record) };
    });
  });
}

/** What is wrong with the file as a whole stands at no job. */
function refuseUnreadable({ jobs }: CheckedJobs, errors: readonly Problem[]): void {
  const ofFile = errors.filter(({ path }) => path.length === 0);
  if (jobs.length > 0 || ofFile.length === 0) return;
  throw new OutrunnerError('job-invalid', { problem: problemText(ofFile) });
}

function byIndex(a: FailedJob, b: FailedJob): number {
  return a.index - b.index;
}
