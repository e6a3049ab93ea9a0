import { jobPath } from '../format/job-path.ts';
import type { Choice } from '../format/key-notes.ts';
import type { Completion } from './completion.ts';
import type { CoordinatorFacts, JobFact } from './coordinator-facts.ts';
import type { TextPosition } from './text-range.ts';
import type { ValueAt } from './value-at.ts';
import { isMatch, wordAt, wordCompletions } from './word-completions.ts';
import { writtenBelow } from './written-text.ts';

/**
 * Returns the jobs, groups and projects that complete a job reference, and the groups that complete the group of a job.
 */
export function jobReferenceCompletions(
  value: ValueAt,
  position: TextPosition,
  facts: CoordinatorFacts,
): Completion[] {
  const { place, key } = value;
  if (place === 'job' && key === 'group')
    return namesOf(value, position, groupsOf(facts.jobs, facts.project));
  if (place !== 'jobref') return [];
  const project = written(value, 'project') ?? facts.project;
  const jobs = facts.jobs.filter((job) => project === undefined || job.project === project);
  switch (key) {
    case 'project':
      return namesOf(value, position, [...new Set(facts.jobs.map((job) => job.project))].sort());
    case 'group':
      return namesOf(value, position, groupsOf(jobs, undefined));
    case 'uuid':
      return jobCompletions(value, position, jobs, ({ id }) => ({ insert: id }));
    case 'name':
      return nameCompletions(value, position, jobs);
    default:
      return [];
  }
}

/**
 * Returns the jobs of the group in the reference. Without a group, returns all jobs, and each completion also inserts
 * the group of its job where a line can be added.
 */
function nameCompletions(value: ValueAt, position: TextPosition, jobs: readonly JobFact[]): Completion[] {
  const group = written(value, 'group');
  if (group !== undefined) {
    const names = jobs.filter((job) => job.group === group).map(({ name }) => name);
    return namesOf(value, position, names);
  }
  const { parent, line, column } = value.entry;
  const hasOwnLine = parent?.layout === 'none' && parent.line < line;
  return jobCompletions(value, position, jobs, (job) =>
    hasOwnLine && job.group !== ''
      ? { insert: job.name, lineAbove: { line, text: `${' '.repeat(column)}group: ${job.group}\n` } }
      : { insert: job.name },
  );
}

function jobCompletions(
  value: ValueAt,
  position: TextPosition,
  jobs: readonly JobFact[],
  edit: (job: JobFact) => Pick<Completion, 'insert' | 'lineAbove'>,
): Completion[] {
  const { word, range } = wordAt(value, position);
  return jobs
    .filter((job) => isMatch(word, jobPath(job)))
    .map((job) => ({ kind: 'job', label: jobPath(job), detail: job.project, range, ...edit(job) }));
}

function namesOf(value: ValueAt, position: TextPosition, names: readonly string[]): Completion[] {
  const choices = names.map((name): Choice => [name, '']);
  return wordCompletions(value, position, 'job', choices);
}

function groupsOf(jobs: readonly JobFact[], project: string | undefined): readonly string[] {
  const groups = jobs
    .filter((job) => project === undefined || job.project === project)
    .map(({ group }) => group);
  return [...new Set(groups)].filter((group) => group !== '').sort();
}

/** Returns a text of the reference that contains the value; undefined if it is absent or blank. */
function written({ entry }: ValueAt, key: string): string | undefined {
  const text = writtenBelow(entry.parent, key)?.text.trim();
  return text === '' ? undefined : text;
}
