import * as l10n from '@vscode/l10n';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import type { ArrangementRules } from '../arrangement/arrange-rows.ts';
import type { ExecutionsArrangement } from '../arrangement/view-choices.ts';
import { dateLocale } from '../model/display-language.ts';
import { executionName, isWaiting } from '../model/display-text.ts';
import { statusName } from '../model/state-names.ts';

/** Returns the rules of the Executions view. The executions are already filtered. `now` is epoch ms. */
export function executionRules(
  { sort, group }: ExecutionsArrangement,
  now: number,
): ArrangementRules<Execution> {
  return {
    isShown: () => true,
    isPinned: () => false,
    compare: sort === undefined ? undefined : ORDERS[sort](now),
    groupsOf: group === undefined ? undefined : (execution) => [GROUPS[group](execution)],
  };
}

const durationAt =
  (now: number) =>
  (execution: Execution): number =>
    (execution['date-ended']?.unixtime ?? now) - execution['date-started'].unixtime;

const ORDERS: Readonly<
  Record<NonNullable<ExecutionsArrangement['sort']>, (now: number) => (a: Execution, b: Execution) => number>
> = {
  oldest: () => (a, b) => a.id - b.id,
  longest: (now) => {
    const duration = durationAt(now);
    return (a, b) => duration(b) - duration(a);
  },
};

const GROUPS: Readonly<
  Record<NonNullable<ExecutionsArrangement['group']>, (execution: Execution) => string>
> = {
  job: executionName,
  status: (execution) =>
    isWaiting(execution) ? l10n.t('waiting') : (execution.customStatus ?? statusName(execution.status)),
  // The full local date, because it is unique for each day.
  day: (execution) =>
    new Date(execution['date-started'].unixtime).toLocaleDateString(dateLocale(), { dateStyle: 'full' }),
};
