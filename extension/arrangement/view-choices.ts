import * as l10n from '@vscode/l10n';
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

/** The order and grouping of the Executions view. Its filter is an `ExecutionRowFilter`. */
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
  readonly filterTitle: string;
  /** The prompt for the words of the filter. Lists the texts that the filter searches. */
  readonly filterPrompt: string;
  readonly sortTitle: string;
  readonly sorts: readonly ArrangementChoice[];
  readonly groupTitle: string;
  /** Empty if the view has no groupings. */
  readonly groups: readonly ArrangementChoice[];
}

const standard = (label: string): ArrangementChoice => ({ value: undefined, label, text: '' });
const choice = (value: string, label: string, text: string): ArrangementChoice => ({ value, label, text });

/** Returns the orders and groupings of a view, the default first. */
export function viewChoices(view: ArrangedView): ViewChoices {
  return CHOICES[view]();
}

const CHOICES: Readonly<Record<ArrangedView, () => ViewChoices>> = {
  runners: () => ({
    filterTitle: l10n.t('Filter Runners'),
    filterPrompt: l10n.t(
      'Words that must all occur in the name, description, health, tags, projects, version or hostname. Empty shows all.',
    ),
    sortTitle: l10n.t('Sort Runners By'),
    sorts: [
      standard(l10n.t('Name')),
      choice('health', l10n.t('Health, Worst First'), l10n.t('sorted by health')),
      choice('load', l10n.t('Running Steps, Most First'), l10n.t('sorted by running steps')),
      choice('version', l10n.t('Version, Oldest First'), l10n.t('sorted by version')),
    ],
    groupTitle: l10n.t('Group Runners By'),
    groups: [
      standard(l10n.t('No Groups')),
      choice('health', l10n.t('Health'), l10n.t('by health')),
      choice('project', l10n.t('Project'), l10n.t('by project')),
      choice('tag', l10n.t('Tag'), l10n.t('by tag')),
      choice('version', l10n.t('Version'), l10n.t('by version')),
    ],
  }),
  tags: () => ({
    filterTitle: l10n.t('Filter Tags'),
    filterPrompt: l10n.t(
      'Words that must all occur in the tag, or in the path or project of an untagged job. Empty shows all.',
    ),
    sortTitle: l10n.t('Sort Tags By'),
    sorts: [
      standard(l10n.t('Name')),
      choice('healthy', l10n.t('Healthy Runners, Fewest First'), l10n.t('sorted by healthy runners')),
      choice('jobs', l10n.t('Jobs, Most First'), l10n.t('sorted by jobs')),
    ],
    groupTitle: '',
    groups: [],
  }),
  jobs: () => ({
    filterTitle: l10n.t('Filter Jobs'),
    filterPrompt: l10n.t(
      'Words that must all occur in the name, group, description, project, runner tags or state of a job, or in a node source. Empty shows all.',
    ),
    sortTitle: l10n.t('Sort Jobs By'),
    sorts: [
      standard(l10n.t('Name')),
      choice('tags', l10n.t('Runner Tags'), l10n.t('sorted by runner tags')),
      choice('changed', l10n.t('Last Change, Newest First'), l10n.t('sorted by last change')),
    ],
    groupTitle: l10n.t('Group Jobs By'),
    groups: [standard(l10n.t('Group')), choice('flat', l10n.t('No Groups'), l10n.t('without groups'))],
  }),
  executions: () => ({
    filterTitle: l10n.t('Filter Executions'),
    filterPrompt: '',
    sortTitle: l10n.t('Sort Executions By'),
    sorts: [
      standard(l10n.t('Start, Newest First')),
      choice('oldest', l10n.t('Start, Oldest First'), l10n.t('sorted by oldest start')),
      choice('longest', l10n.t('Duration, Longest First'), l10n.t('sorted by duration')),
    ],
    groupTitle: l10n.t('Group Executions By'),
    groups: [
      standard(l10n.t('No Groups')),
      choice('job', l10n.t('Job'), l10n.t('by job')),
      choice('status', l10n.t('Status'), l10n.t('by status')),
      choice('day', l10n.t('Day'), l10n.t('by day')),
    ],
  }),
  keys: () => ({
    filterTitle: l10n.t('Filter Keys'),
    filterPrompt: l10n.t('Words that must all occur in the path, kind or user. Empty shows all.'),
    sortTitle: l10n.t('Sort Keys By'),
    sorts: [
      standard(l10n.t('Path')),
      choice('changed', l10n.t('Last Change, Newest First'), l10n.t('sorted by last change')),
      choice('kind', l10n.t('Kind'), l10n.t('sorted by kind')),
    ],
    groupTitle: '',
    groups: [],
  }),
};

/** Returns the description of a view: `filter: web · by health · sorted by version`. Empty without an arrangement. */
export function arrangementText(view: ArrangedView, { filter, sort, group }: ViewArrangement): string {
  const { sorts, groups } = viewChoices(view);
  const textOf = (choices: readonly ArrangementChoice[], value: string | undefined) =>
    choices.find((choice) => choice.value === value)?.text ?? '';
  return [
    filter === undefined ? '' : l10n.t('filter: {0}', filter),
    textOf(groups, group),
    textOf(sorts, sort),
  ]
    .filter((text) => text !== '')
    .join(' · ');
}
