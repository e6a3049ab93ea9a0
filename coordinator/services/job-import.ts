import { setImmediate as nextTurn } from 'node:timers/promises';
import type { JobRecord } from '../../protocol/entities/job-record.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { JobId, ProjectName } from '../../protocol/ids.ts';
import type { CheckedJobs, ParsedJob } from '../../protocol/job/check-jobs.ts';
import { withIdentity } from '../../protocol/job/edit/edit-job-text.ts';
import type { Problem } from '../../protocol/job/problem.ts';
import type { JobImportResult } from '../../protocol/routes/shapes/job-shapes.ts';
import type { JobFile } from '../job-check/check-file.ts';
import type { FileChecker } from '../job-check/file-checker.ts';
import type {
  CoordinatorDefinitions,
  CoordinatorDraft,
} from '../store/definitions/coordinator-definitions.ts';
import { type FailedJob, heldBackJobs, invalidJobs } from './failed-jobs.ts';
import { type DupeOption, ImportPlan, type ImportStep } from './import-plan.ts';
import { jobRecord } from './job-record.ts';
import { problemText } from './job-views.ts';
import type { Links } from './links.ts';

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

/** Records the import of jobs as part of the change that saves them. */
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
  check: FileChecker,
  request: ImportRequest,
  record: RecordImport,
): Promise<JobImportResult> {
  const { project } = request;
  const checked = await check(request);
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
  const saved = await save(definitions, request, planned, record);
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
  request: ImportRequest,
  planned: readonly PlannedJob[],
  record: RecordImport,
) {
  const saves = planned.flatMap(({ parsed, step }) => (step.kind === 'save' ? [{ parsed, step }] : []));
  const hashes = await definitions.keepTexts(await identifiedTexts(saves));
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

/** Jobs after which everybody else has a turn. */
const AT_ONCE = 20;

/** The texts of jobs with the identities that they get. */
async function identifiedTexts(
  saves: readonly { readonly parsed: ParsedJob; readonly step: { readonly id: string } }[],
): Promise<string[]> {
  const texts: string[] = [];
  for (const [index, { parsed, step }] of saves.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await nextTurn();
    texts.push(withIdentity(parsed.text, { uuid: step.id }));
  }
  return texts;
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
