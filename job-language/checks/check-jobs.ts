import { Job } from '../format/job.ts';
import { jobPath } from '../format/job-path.ts';
import { sortedKeys } from '../format/sorted-keys.ts';
import { writeJobText } from '../keys/export-jobs.ts';
import { normaliseJob } from '../keys/normalise-source.ts';
import { excessFinding, JOB_FILE_LIMITS } from '../source/job-limits.ts';
import { type Finding, LineIndex, type Problem, problemsOf } from '../source/problem.ts';
import { readSource, type Source, type SourceFormat } from '../source/read-source.ts';
import { placeAt, plainValue, type SourceValue, writtenPath } from '../source/source-value.ts';
import { checkKeys } from './check-keys.ts';
import { checkLogFilters } from './check-log-filters.ts';
import { checkNodeFilters } from './check-node-filters.ts';
import { checkPlugins } from './check-plugins.ts';
import { checkRawValues } from './check-raw-values.ts';
import { checkReferences } from './check-references.ts';
import { checkSteps } from './check-steps.ts';
import { checkValues } from './check-values.ts';
import { splitJobTexts } from './job-text.ts';
import { joinMisspeltKeys } from './misspelt-keys.ts';
import { schemaFindings } from './schema-findings.ts';
import { type ValidPart, validPartOf, wholeJob } from './valid-part.ts';

/** A job of a file, without errors. */
export interface ParsedJob {
  /** Index in the file's list, from 0. */
  readonly index: number;
  readonly job: Job;
  /** First line of the job, 1-based. */
  readonly line: number;
  readonly column: number;
  /** YAML of this job alone: its part of the file with comments, if possible. */
  readonly text: string;
}

export interface CheckedJobs {
  readonly jobs: ParsedJob[];
  /** Sorted by position in the file. If there are more than a thousand, errors come before warnings. */
  readonly problems: Problem[];
}

export interface CheckOptions {
  readonly format: SourceFormat;
  /** Maximum number of characters in a file. Default: 50 Mi. */
  readonly maxCharacters?: number;
  /** Epoch ms, to recognise a schedule that has ended. Default: the time of this host. */
  readonly now?: number;
}

/**
 * Parses a file of Rundeck jobs, a list or a single job, and reports all errors and warnings. Jobs with an error are
 * omitted from `jobs`. Never throws for any content.
 */
export function checkJobs(file: string, options: CheckOptions): CheckedJobs {
  const { text, lines, checked, document, problems } = inspect(file, options);
  const texts =
    options.format === 'yaml' && document !== undefined ? splitJobTexts(text, document) : undefined;
  const jobs = checked.flatMap(({ job, source }, index): ParsedJob[] => {
    if (job === undefined) return [];
    const { line, column } = lines.placeOf(source.span.start);
    return [{ index, job, line, column, text: textOf(job, texts?.[index], checked.length === 1) }];
  });
  return { jobs, problems };
}

/** Returns the problems of a file, as {@link checkJobs} does, but does not extract the text of each job. */
export function problemsOfFile(file: string, options: CheckOptions): Problem[] {
  return inspect(file, options).problems;
}

interface Inspected {
  readonly text: string;
  readonly lines: LineIndex;
  /** Every job of the file; empty if the file cannot be read. */
  readonly checked: readonly CheckedJob[];
  readonly document: Source['document'];
  readonly problems: Problem[];
}

function inspect(file: string, options: CheckOptions): Inspected {
  const text = file.replace(/^\uFEFF/, '');
  const limit = options.maxCharacters ?? 50 * 1024 * 1024;
  if (text.length > limit) return refused('too-large', `The file is over ${limit} characters. Split it.`);
  const { root, findings, document } = readSource(text, options.format, JOB_FILE_LIMITS);
  const lines = new LineIndex(text);
  if (root === undefined) return unreadable(problemsOf(lines, findings));
  const sources = root.kind === 'list' ? root.items : [root];
  if (root.kind === 'scalar')
    return refused('not-a-list', 'The file contains neither a list of jobs nor a job.');
  if (sources.length === 0) return refused('empty', 'The file contains no job.');
  if (sources.length > JOB_FILE_LIMITS.jobs) {
    const most = JOB_FILE_LIMITS.jobs.toLocaleString('en');
    return refused('too-many-jobs', `The file has ${sources.length} jobs; the limit is ${most}. Split it.`);
  }
  const checked = sources.map((source, index) => checkJob(source, index, options.now ?? Date.now()));
  const all = [...checked.flatMap((entry) => entry.findings), ...repeated(checked)];
  return { text, lines, checked, document, problems: problemsOf(lines, mostImportant(all)) };
}

const MOST_FINDINGS = 1000;

function mostImportant(findings: Finding[]): Finding[] {
  if (findings.length <= MOST_FINDINGS) return findings;
  const errors = findings.filter((finding) => finding.severity === 'error');
  const warnings = findings.filter((finding) => finding.severity === 'warning');
  return [...errors, ...warnings].slice(0, MOST_FINDINGS);
}

interface CheckedJob {
  readonly source: SourceValue;
  readonly job: Job | undefined;
  readonly findings: Finding[];
}

function checkJob(given: SourceValue, index: number, now: number): CheckedJob {
  const path = [index];
  if (given.kind !== 'map') {
    const message = `Entry ${index + 1} is not a job: a job is a map with keys like "name" and "sequence".`;
    const finding: Finding = { severity: 'error', code: 'not-a-job', message, ...placeAt(given, []), path };
    return { source: given, job: undefined, findings: [finding] };
  }
  const excess = excessFinding(given, path);
  if (excess !== undefined) return { source: given, job: undefined, findings: [excess] };
  const source = normaliseJob(given);
  const parsed = Job.safeParse(plainValue(source), { reportInput: true });
  const part = parsed.success ? wholeJob(parsed.data, source) : validPartOf(source, parsed.error);
  const findings = [
    ...joinMisspeltKeys([
      ...checkKeys(source, path),
      ...(parsed.success ? [] : schemaFindings(parsed.error, source, path)),
    ]),
    ...(part === undefined ? [] : partFindings(part, path, now)),
  ];
  const hasErrors = findings.some((finding) => finding.severity === 'error');
  return { source, job: parsed.success && !hasErrors ? parsed.data : undefined, findings };
}

function partFindings(part: ValidPart, path: readonly number[], now: number): Finding[] {
  const findings = [
    checkValues(part, now),
    checkSteps(part),
    checkPlugins(part),
    checkNodeFilters(part),
    checkReferences(part),
    checkLogFilters(part),
    checkRawValues(part),
  ].flat();
  return findings.map((finding) => {
    const within = part.writtenPath(writtenPath(part.source, finding.path));
    return { ...finding, path: [...path, ...within] };
  });
}

/** Warns of jobs that an import treats as the same, because the later one would overwrite the earlier one. */
function repeated(checked: readonly CheckedJob[]): Finding[] {
  const seen = new Map<string, number>();
  return checked.flatMap(({ job, source }, index): Finding[] => {
    if (job === undefined) return [];
    const identity = job.uuid === undefined ? `job "${jobPath(job)}"` : `uuid ${job.uuid}`;
    const first = seen.get(identity);
    seen.set(identity, first ?? index);
    if (first === undefined) return [];
    const message = `Jobs ${first + 1} and ${index + 1} of the file are both ${identity}. Only one of them can be kept.`;
    const place = placeAt(source, ['name']);
    return [{ severity: 'warning', code: 'repeated-job', message, ...place, path: [index] }];
  });
}

/** Returns the part of the file if it is complete and describes this job; otherwise newly formatted YAML. */
function textOf(job: Job, part: string | undefined, isWholeFile: boolean): string {
  if (part === undefined) return writeJobText(job);
  if (isWholeFile) return part;
  const { root } = readSource(part, 'yaml', JOB_FILE_LIMITS);
  const alone = root?.kind === 'list' && root.items.length === 1 ? root.items[0] : undefined;
  if (alone?.kind !== 'map') return writeJobText(job);
  const parsed = Job.safeParse(plainValue(normaliseJob(alone)));
  return parsed.success && meaning(parsed.data) === meaning(job) ? part : writeJobText(job);
}

function meaning(job: Job): string {
  return JSON.stringify(sortedKeys(job));
}

function refused(code: string, message: string): Inspected {
  const finding: Finding = { severity: 'error', code, message, span: { start: 0, end: 0 }, path: [] };
  return unreadable(problemsOf(new LineIndex(''), [finding]));
}

function unreadable(problems: Problem[]): Inspected {
  return { text: '', lines: new LineIndex(''), checked: [], document: undefined, problems };
}
