import * as l10n from '@vscode/l10n';
import type { ComparedJob } from '../../job-language/sync/compare-folder.ts';
import type { SyncState } from '../../job-language/sync/sync-state.ts';
import type { PickItem } from '../prompts/prompts.ts';

/** Descriptions of the states of jobs in a linked folder. */
const STATE_DESCRIPTIONS: Readonly<Record<SyncState, () => string>> = {
  same: () => l10n.t('same as on the coordinator'),
  modified: () => l10n.t('changed in the folder'),
  behind: () => l10n.t('changed on the coordinator'),
  conflict: () => l10n.t('changed on both sides'),
  'only-here': () => l10n.t('only in the folder'),
  'only-there': () => l10n.t('only on the coordinator'),
  'deleted-here': () => l10n.t('deleted in the folder'),
  'deleted-there': () => l10n.t('deleted on the coordinator'),
};

/** How the Explorer marks a job file. */
export interface StateMark {
  /** At most two characters. */
  readonly badge: string;
  readonly tooltip: string;
  /** Id of a theme colour. */
  readonly color: string;
}

const MARKS: Readonly<Partial<Record<SyncState, Pick<StateMark, 'badge' | 'color'>>>> = {
  modified: { badge: '↑', color: 'gitDecoration.modifiedResourceForeground' },
  behind: { badge: '↓', color: 'gitDecoration.modifiedResourceForeground' },
  conflict: { badge: '!', color: 'gitDecoration.conflictingResourceForeground' },
  'only-here': { badge: '+', color: 'gitDecoration.untrackedResourceForeground' },
  'deleted-there': { badge: '?', color: 'gitDecoration.deletedResourceForeground' },
};

/** Returns the mark of a job file; undefined if it needs none. */
export function stateMark(state: SyncState): StateMark | undefined {
  const mark = MARKS[state];
  return mark === undefined
    ? undefined
    : { ...mark, tooltip: l10n.t('Outrunner: {0}', STATE_DESCRIPTIONS[state]()) };
}

/** Returns the choices for jobs. Choices that delete something are not preset. */
export function jobChoices(jobs: readonly ComparedJob[]): readonly PickItem<ComparedJob>[] {
  return jobs.map((job) => ({
    label: job.path,
    description: STATE_DESCRIPTIONS[job.state](),
    picked: !job.state.startsWith('deleted-'),
    value: job,
  }));
}
