import { jobPath } from '../../job-language/format/job-path.ts';
import type { Problem } from '../../job-language/source/problem.ts';
import type { Originator } from '../../protocol/entities/originator.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { JobId, ProjectName } from '../../protocol/ids.ts';
import type { JobImportResult } from '../../protocol/routes/shapes/job-shapes.ts';
import type {
  CoordinatorDefinitions,
  CoordinatorDraft,
} from '../store/definitions/coordinator-definitions.ts';
import type { JobRecord } from '../store/definitions/records/job-record.ts';
import type { Links } from '../views/links.ts';
import type { JobFile } from './check/check-file.ts';
import type { OpenedJob } from './check/job-answers.ts';
import type { JobTexts, OpenedFile } from './check/job-texts.ts';
import { problemText } from './check/problem-text.ts';
import { type FailedJob, heldBackJobs, invalidJobs } from './failed-jobs.ts';
import { type DupeOption, ImportPlan, type ImportStep } from './import-plan.ts';
import { keepRevisions } from './job-history.ts';
import { jobRecord } from './job-record.ts';

export interface ImportRequest extends JobFile {
  readonly project: ProjectName;
  readonly dupeOption: DupeOption;
  readonly uuidOption: 'preserve' | 'remove';
  /** Whether to import nothing (`refuse`) or only the valid jobs (`skip`) if a job of the file has errors. */
  readonly onError: 'refuse' | 'skip';
  /** Whether a job fails that refers to a job which neither exists nor is imported. */
  readonly validateReferences: boolean;
  readonly user: string;
  readonly originator: Originator;
  /** Epoch ms. */
  readonly time: number;
}

/** Writes the audit record of an import as part of the change that saves its jobs. */
export type RecordImport = (
  draft: CoordinatorDraft,
  imported: readonly { readonly id: JobId; readonly path: string }[],
) => void;

interface PlannedJob {
  readonly parsed: OpenedJob;
  readonly step: ImportStep;
}

interface PlannedImport {
  /** Jobs that are not imported because they, or others of the file, have errors. */
  readonly invalid: readonly FailedJob[];
  readonly jobs: readonly PlannedJob[];
  /** The texts of the jobs that are saved, in their order. */
  readonly texts: readonly string[];
}

/** The result of the import of a file. `error`: why the file cannot be read as jobs. */
export type FileImport =
  | { readonly kind: 'imported'; readonly result: JobImportResult }
  | { readonly kind: 'refused'; readonly error: unknown };

/**
 * Saves the jobs of files in one change, in the order of the files, and reports each problem with its line. If a job of
 * a file has errors, saves nothing of this file unless `onError` is `skip`. A file that cannot be read as jobs does not
 * affect the others. The caller must ensure that nothing else saves jobs at the same time. Throws `not-found` if the
 * project is missing.
 */
export async function saveImportedFiles(
  definitions: CoordinatorDefinitions,
  links: Links,
  jobTexts: JobTexts,
  request: Omit<ImportRequest, keyof JobFile>,
  files: readonly JobFile[],
  record: RecordImport,
): Promise<readonly FileImport[]> {
  const plan = new ImportPlan(await definitions.snapshot(), request.project);
  const planned: (PlannedImport | { readonly error: unknown })[] = [];
  for (const file of files) {
    try {
      planned.push(await jobTexts.open(file, (opened) => planImport(plan, opened, request)));
    } catch (error) {
      planned.push({ error });
    }
  }
  const readable = planned.filter((one): one is PlannedImport => !('error' in one));
  const saved = await save(
    definitions,
    request,
    { jobs: readable.flatMap(({ jobs }) => jobs), texts: readable.flatMap(({ texts }) => texts) },
    record,
  );
  const records = new Map(saved.map((one) => [one.parsed, one.record]));
  return planned.map(
    (one): FileImport =>
      'error' in one
        ? { kind: 'refused', error: one.error }
        : { kind: 'imported', result: importResult(one, records, links, request.project) },
  );
}

/** @param records the saved records by their jobs */
function importResult(
  planned: PlannedImport,
  records: ReadonlyMap<OpenedJob, JobRecord>,
  links: Links,
  project: ProjectName,
): JobImportResult {
  const shown = (parsed: OpenedJob) => ({
    index: parsed.index + 1,
    name: parsed.job.name,
    group: parsed.job.group ?? '',
    project,
  });
  return {
    succeeded: savesOf(planned.jobs).flatMap(({ parsed }): JobImportResult['succeeded'] => {
      const id = records.get(parsed)?.id;
      return id === undefined ? [] : [{ ...shown(parsed), id, ...links.job(id) }];
    }),
    failed: [
      ...planned.invalid,
      ...planned.jobs.flatMap(({ parsed, step }): FailedJob[] =>
        step.kind === 'fail'
          ? [{ ...shown(parsed), error: step.problem, line: parsed.line, column: parsed.column }]
          : [],
      ),
    ].sort(byIndex),
    skipped: planned.jobs.flatMap(({ parsed, step }): JobImportResult['skipped'] => {
      if (step.kind !== 'skip') return [];
      const { id } = step.existing;
      return [{ ...shown(parsed), id, ...links.job(id), error: 'It already exists.' }];
    }),
  };
}

async function planImport(
  plan: ImportPlan,
  opened: OpenedFile,
  { project, onError, dupeOption, uuidOption, validateReferences }: Omit<ImportRequest, keyof JobFile>,
): Promise<PlannedImport> {
  const errors = opened.problems.filter(({ severity }) => severity === 'error');
  refuseUnreadable(opened, errors);
  const invalid = invalidJobs(project, opened.names, errors);
  if (invalid.length > 0 && onError === 'refuse') {
    return { invalid: [...invalid, ...heldBackJobs(project, opened, invalid)], jobs: [], texts: [] };
  }
  const decided = opened.jobs.map((parsed): PlannedJob => {
    return { parsed, step: plan.decide(parsed.job, dupeOption, uuidOption === 'preserve') };
  });
  const planned = validateReferences ? decided.map((one) => withReferences(plan, one)) : decided;
  const identities = savesOf(planned).map(({ parsed, step }) => ({ index: parsed.index, uuid: step.id }));
  return { invalid, jobs: planned, texts: await opened.identify(identities) };
}

/** Returns the job unchanged, or as failed if a job that it refers to does not exist. */
function withReferences(plan: ImportPlan, { parsed, step }: PlannedJob): PlannedJob {
  const missing = step.kind === 'save' ? plan.missingReference(parsed.job) : undefined;
  if (missing === undefined) return { parsed, step };
  const problem = `It refers to a job that does not exist: ${missing}. Import that job first, or import without validateJobref.`;
  return { parsed, step: { kind: 'fail', problem } };
}

function savesOf(planned: readonly PlannedJob[]) {
  return planned.flatMap(({ parsed, step }) => (step.kind === 'save' ? [{ parsed, step }] : []));
}

async function save(
  definitions: CoordinatorDefinitions,
  { project, user, originator, time }: Omit<ImportRequest, keyof JobFile>,
  { jobs, texts }: Pick<PlannedImport, 'jobs' | 'texts'>,
  record: RecordImport,
) {
  if (jobs.length === 0) return [];
  const saves = savesOf(jobs);
  const kept = await keepRevisions(
    definitions,
    saves.map(({ step }, index) => ({ text: texts[index] ?? '', before: step.before })),
  );
  return definitions.change((draft) => {
    if (draft.get('projects', project) === undefined) {
      throw new OutrunnerError('not-found', { kind: 'Project', name: project });
    }
    if (saves.length > 0)
      record(
        draft,
        saves.map(({ parsed, step }) => ({ id: step.id, path: jobPath(parsed.job) })),
      );
    return saves.map(({ parsed, step }, index): { parsed: OpenedJob; record: JobRecord } => {
      const of = { id: step.id, project, kept: kept[index] ?? { textHash: '' } };
      const record = jobRecord(parsed.job, { ...of, act: 'import', user, originator, time }, step.before);
      return { parsed, record: draft.put('jobs', step.id, record) };
    });
  });
}

/** Throws `job-invalid` if no job can be read because of an error in the file as a whole, such as invalid YAML. */
function refuseUnreadable({ jobs }: Pick<OpenedFile, 'jobs'>, errors: readonly Problem[]): void {
  const ofFile = errors.filter(({ path }) => path.length === 0);
  if (jobs.length > 0 || ofFile.length === 0) return;
  throw new OutrunnerError('job-invalid', { problem: problemText(ofFile) });
}

function byIndex(a: FailedJob, b: FailedJob): number {
  return a.index - b.index;
}
