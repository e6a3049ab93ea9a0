import * as l10n from '@vscode/l10n';
import { jobPath } from '../../job-language/format/job-path.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import type { ArrangementRules } from '../arrangement/arrange-rows.ts';
import { wordFilter } from '../arrangement/filter-words.ts';
import type { JobsArrangement } from '../arrangement/view-choices.ts';
import { selectorText } from '../model/display-text.ts';

/** Returns the rules for the jobs of the Projects view. The tree itself creates the rows of job groups. */
export function jobRules(
  { filter, sort }: JobsArrangement,
  pinned: ReadonlySet<string>,
): ArrangementRules<JobOverview> {
  const matches = wordFilter(filter);
  return {
    isShown: filter === undefined ? () => true : (job) => matches(searchedTexts(job)),
    isPinned: ({ id }) => pinned.has(id),
    compare: sort === undefined ? undefined : ORDERS[sort],
  };
}

const ORDERS: Readonly<
  Record<NonNullable<JobsArrangement['sort']>, (a: JobOverview, b: JobOverview) => number>
> = {
  tags: (a, b) => selectorText(a).localeCompare(selectorText(b)),
  changed: (a, b) => b.modifiedAt - a.modifiedAt,
};

function searchedTexts(job: JobOverview): readonly string[] {
  const { description, project, executionEnabled, scheduled, scheduleEnabled } = job;
  return [
    jobPath(job),
    description,
    project,
    selectorText(job),
    executionEnabled ? '' : l10n.t('disabled'),
    scheduled ? (scheduleEnabled ? l10n.t('scheduled') : l10n.t('schedule disabled')) : '',
  ];
}
