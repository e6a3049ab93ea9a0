import * as l10n from '@vscode/l10n';
import {
  type ArrangedView,
  type ArrangementChoice,
  FilterText,
  viewChoices,
} from '../arrangement/view-choices.ts';
import type { Command, CommandContext } from '../commands/command.ts';
import { ViewState } from './view-state.ts';

/** The views whose filter is a text. The Executions view has a filter of its own. */
type TextFilteredView = Exclude<ArrangedView, 'executions'>;

export const filterRunners = filterOf('runners');
export const filterTags = filterOf('tags');
export const filterJobs = filterOf('jobs');
export const filterKeys = filterOf('keys');

export const clearRunnerFilter = clearingOf('runners');
export const clearTagFilter = clearingOf('tags');
export const clearJobFilter = clearingOf('jobs');
export const clearKeyFilter = clearingOf('keys');

export const sortRunners = choiceOf('runners', 'sort');
export const sortTags = choiceOf('tags', 'sort');
export const sortJobs = choiceOf('jobs', 'sort');
export const sortExecutions = choiceOf('executions', 'sort');
export const sortKeys = choiceOf('keys', 'sort');

export const groupRunners = choiceOf('runners', 'group');
export const groupJobs = choiceOf('jobs', 'group');
export const groupExecutions = choiceOf('executions', 'group');

/** Shows more rows of a list that shows only some of its rows. */
export const showMoreRows: Command = async ({ rows }, subject) => {
  if (subject.kind === 'list') rows.showMore(subject.list);
};

/** Creates the command that asks for the filter of a view. */
function filterOf(view: TextFilteredView): Command {
  return async ({ prompts, rows }) => {
    const { filterTitle, filterPrompt } = viewChoices(view);
    const typed = await prompts.text({
      title: filterTitle,
      prompt: filterPrompt,
      value: rows.states.current[view].filter ?? '',
      validate: (input) =>
        input.trim() === '' || FilterText.safeParse(input).success
          ? undefined
          : l10n.t('Type at most 200 characters.'),
    });
    if (typed !== undefined) setFilter(rows, view, typed.trim() === '' ? undefined : typed.trim());
  };
}

function clearingOf(view: TextFilteredView): Command {
  return async ({ rows }) => setFilter(rows, view, undefined);
}

function setFilter(
  { states }: CommandContext['rows'],
  view: TextFilteredView,
  filter: string | undefined,
): void {
  states.update({ [view]: { ...states.current[view], filter } });
}

/** Creates the command that asks for the order or the grouping of a view. */
function choiceOf(view: ArrangedView, key: 'sort' | 'group'): Command {
  return async ({ prompts, rows }) => {
    const { sortTitle, sorts, groupTitle, groups } = viewChoices(view);
    const { states } = rows;
    const current: { readonly sort?: string | undefined; readonly group?: string | undefined } =
      states.current[view];
    const chosen = await prompts.choose<ArrangementChoice>({
      title: key === 'sort' ? sortTitle : groupTitle,
      placeHolder: key === 'sort' ? l10n.t('Choose an order') : l10n.t('Choose a grouping'),
      choices: (key === 'sort' ? sorts : groups).map((choice) => ({
        label: choice.label,
        ...(choice.value === current[key] ? { description: l10n.t('current') } : {}),
        value: choice,
      })),
    });
    if (chosen === undefined) return;
    // The schema accepts only values that are valid for the view.
    states.update(ViewState.parse({ ...states.current, [view]: { ...current, [key]: chosen.value } }));
  };
}
