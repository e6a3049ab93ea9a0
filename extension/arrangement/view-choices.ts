import * as z from 'zod';

/** Maximum number of characters of a filter. */
const LONGEST_FILTER = 200;

export const FilterText = z.string().trim().min(1).max(LONGEST_FILTER);

/** A view's filter, order and grouping. An absent order or grouping is the default of the view. */
export interface ViewArrangement {
  readonly filter?: string | undefined;
  readonly sort?: string | undefined;
  readonly group?: string | undefined;
}

const optional = <Choice extends string>(choices: readonly [Choice, ...Choice[]]) =>
  z.enum(choices).optional().catch(undefined);
const filter = FilterText.optional().catch(undefined);

export const RunnersArrangement = z.object({
  filter,
  sort: optional(['health', 'load', 'version']),
  group: optional(['health', 'project', 'tag', 'version']),
});
export type RunnersArrangement = z.infer<typeof RunnersArrangement>;

export const TagsArrangement = z.object({ filter, sort: optional(['healthy', 'jobs']) });
export type TagsArrangement = z.infer<typeof TagsArrangement>;

export const JobsArrangement = z.object({
  filter,
  sort: optional(['tags', 'changed']),
  group: optional(['flat']),
});
export type JobsArrangement = z.infer<typeof JobsArrangement>;

/** The Executions view has a filter of its own. */
export const ExecutionsArrangement = z.object({
  sort: optional(['oldest', 'longest']),
  group: optional(['job', 'status', 'day']),
});
export type ExecutionsArrangement = z.infer<typeof ExecutionsArrangement>;

export const KeysArrangement = z.object({ filter, sort: optional(['changed', 'kind']) });
export type KeysArrangement = z.infer<typeof KeysArrangement>;

/** The views that can be arranged. */
export type ArrangedView = 'runners' | 'tags' | 'jobs' | 'executions' | 'keys';

/** A choice of an order or grouping. The value undefined is the default of the view. */
export interface ArrangementChoice {
  readonly value: string | undefined;
  readonly label: string;
  /** The choice in the description of the view, such as `by health`. Empty for the default. */
  readonly text: string;
}

interface ViewChoices {
  /** The noun of the titles of commands. */
  readonly noun: string;
  /** The texts that the filter searches. */
  readonly searched: string;
  readonly sorts: readonly ArrangementChoice[];
  /** Empty if the view has no groupings. */
  readonly groups: readonly ArrangementChoice[];
}

const standard = (label: string): ArrangementChoice => ({ value: undefined, label, text: '' });
const sorted = (value: string, label: string, text: string): ArrangementChoice => ({
  value,
  label,
  text: `sorted by ${text}`,
});
const grouped = (value: string, label: string): ArrangementChoice => ({
  value,
  label,
  text: `by ${label.toLowerCase()}`,
});

/** The orders and groupings of each view, the default first. */
export const VIEW_CHOICES: Readonly<Record<ArrangedView, ViewChoices>> = {
  runners: {
    noun: 'Runners',
    searched: 'name, description, health, tags, projects, version or hostname',
    sorts: [
      standard('Name'),
      sorted('health', 'Health, Worst First', 'health'),
      sorted('load', 'Running Steps, Most First', 'running steps'),
      sorted('version', 'Version, Oldest First', 'version'),
    ],
    groups: [
      standard('No Groups'),
      grouped('health', 'Health'),
      grouped('project', 'Project'),
      grouped('tag', 'Tag'),
      grouped('version', 'Version'),
    ],
  },
  tags: {
    noun: 'Tags',
    searched: 'tag, or of an untagged job',
    sorts: [
      standard('Name'),
      sorted('healthy', 'Healthy Runners, Fewest First', 'healthy runners'),
      sorted('jobs', 'Jobs, Most First', 'jobs'),
    ],
    groups: [],
  },
  jobs: {
    noun: 'Jobs',
    searched: 'name, group, description, project, runner tags or state of a job, or of a node source',
    sorts: [
      standard('Name'),
      sorted('tags', 'Runner Tags', 'runner tags'),
      sorted('changed', 'Last Change, Newest First', 'last change'),
    ],
    groups: [standard('Group'), { value: 'flat', label: 'No Groups', text: 'without groups' }],
  },
  executions: {
    noun: 'Executions',
    searched: 'id, name, user, options, status, reason or a failed node',
    sorts: [
      standard('Start, Newest First'),
      sorted('oldest', 'Start, Oldest First', 'oldest start'),
      sorted('longest', 'Duration, Longest First', 'duration'),
    ],
    groups: [
      standard('No Groups'),
      grouped('job', 'Job'),
      grouped('status', 'Status'),
      grouped('day', 'Day'),
    ],
  },
  keys: {
    noun: 'Keys',
    searched: 'path, kind or user',
    sorts: [
      standard('Path'),
      sorted('changed', 'Last Change, Newest First', 'last change'),
      sorted('kind', 'Kind', 'kind'),
    ],
    groups: [],
  },
};

/** Returns the description of a view: `filter: web · by health · sorted by version`. Empty without an arrangement. */
export function arrangementText(view: ArrangedView, { filter, sort, group }: ViewArrangement): string {
  const { sorts, groups } = VIEW_CHOICES[view];
  const textOf = (choices: readonly ArrangementChoice[], value: string | undefined) =>
    choices.find((choice) => choice.value === value)?.text ?? '';
  return [filter === undefined ? '' : `filter: ${filter}`, textOf(groups, group), textOf(sorts, sort)]
    .filter((text) => text !== '')
    .join(' · ');
}
