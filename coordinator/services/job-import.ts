import type { JobRecord } from '../../protocol/entities/job-record.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import { type CheckedJobs, checkJobs, type ParsedJob } from '../../protocol/job/check-jobs.ts';
import { withIdentity } from '../../protocol/job/edit/edit-job-text.ts';
import type { Problem } from '../../protocol/job/problem.ts';
import { readSource, type SourceFormat } from '../../protocol/job/source/read-source.ts';
import { plainValue } from '../../protocol/job/source/source-value.ts';
import type { JobImportResult } from '../../protocol/routes/shapes/job-shapes.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import { type DupeOption, ImportPlan, type ImportStep } from './import-plan.ts';
import { jobRecord } from './job-record.ts';
import { problemText } from './job-views.ts';
import type { Links } from './links.ts';

export interface ImportRequest {
  readonly project: ProjectName;
  readonly text: string;
  readonly format: SourceFormat;
  readonly dupeOption: DupeOption;
  readonly uuidOption: 'preserve' | 'remove';
  readonly user: string;
  /** Epoch ms. */
  readonly time: number;
}

interface PlannedJob {
  readonly parsed: ParsedJob;
  readonly step: ImportStep;
}

type FailedJob = JobImportResult['failed'][number];

/**
 * Imports a file: what is sound is saved in one change, what is not is told with its line. Nothing else may save jobs
 * meanwhile. Throws `job-invalid` for a file that holds no list of jobs, `not-found` for the project.
 */
export async function importJobs(
  definitions: CoordinatorDefinitions,
  links: Links,
  request: ImportRequest,
): Promise<JobImportResult> {
  const { project, text, format } = request;
  const checked = checkJobs(text, { format });
  const errors = checked.problems.filter(({ severity }) => severity === 'error');
  refuseUnreadable(checked, errors);
  const plan = new ImportPlan(await definitions.snapshot(), project);
  const keepsUuid = request.uuidOption === 'preserve';
  const planned = checked.jobs.map((parsed): PlannedJob => {
    return { parsed, step: plan.decide(parsed.job, request.dupeOption, keepsUuid) };
  });
  const saved = await save(definitions, request, planned);
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
      ...failedJobs(request, errors),
      ...planned.flatMap(({ parsed, step }): FailedJob[] =>
        step.kind === 'fail'
          ? [{ ...shown(parsed), error: step.problem, line: parsed.line, column: parsed.column }]
          : [],
      ),
    ].sort((a, b) => a.index - b.index),
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
) {
  const saves = planned.flatMap(({ parsed, step }) => (step.kind === 'save' ? [{ parsed, step }] : []));
  const hashes = await definitions.keepTexts(
    saves.map(({ parsed, step }) => withIdentity(parsed.text, { uuid: step.id })),
  );
  const { project, user, time } = request;
  return definitions.change((draft) => {
    if (draft.get('projects', project) === undefined) {
      throw new OutrunnerError('not-found', { kind: 'Project', name: project });
    }
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

function failedJobs({ project, text, format }: ImportRequest, errors: readonly Problem[]): FailedJob[] {
  if (errors.length === 0) return [];
  const byJob = new Map<number, Problem[]>();
  for (const error of errors) {
    const index = typeof error.path[0] === 'number' ? error.path[0] : 0;
    byJob.set(index, [...(byJob.get(index) ?? []), error]);
  }
  const names = namesIn(text, format);
  return [...byJob].map(([index, problems]): FailedJob => {
    const [first] = problems;
    return {
      index: index + 1,
      name: names[index]?.name ?? '',
      group: names[index]?.group ?? '',
      project,
      error: problemText(problems),
      ...(first === undefined ? {} : { line: first.line, column: first.column }),
    };
  });
}

/** Names of the jobs of a file, sound or not, as far as they can be read. */
function namesIn(text: string, format: SourceFormat): { readonly name: string; readonly group: string }[] {
  const { root } = readSource(text, format, { depth: 64, aliasedValues: 20_000 });
  const sources = root === undefined ? [] : root.kind === 'list' ? root.items : [root];
  return sources.map((source) => {
    const value = plainValue(source);
    const entry: Readonly<Record<string, unknown>> =
      typeof value === 'object' && value !== null ? { ...value } : {};
    return { name: textOf(entry['name']), group: textOf(entry['group']) };
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
