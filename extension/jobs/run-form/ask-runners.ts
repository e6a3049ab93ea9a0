import * as l10n from '@vscode/l10n';
import { isTyped } from '../../../job-language/runner-filter/parse-runner-filter.ts';
import { runnerFilterProblem } from '../../../job-language/runner-filter/runner-filter-problem.ts';
import { explain } from '../../../protocol/errors/outrunner-error.ts';
import { tagsProblem } from '../../commands/inputs.ts';
import { counted, namesText } from '../../model/display-text.ts';
import { BACK, type Back, type FormPosition, type Prompts } from '../../prompts/prompts.ts';

/** The runners in the body of a run. Empty: the job's own selector applies. */
export interface ChosenRunners {
  readonly runnerFilter?: string;
  readonly runnerFilterMode?: 'LOCAL';
}

export interface RunnerNeeds {
  readonly prompts: Pick<Prompts, 'chooseStep' | 'textStep'>;
  /** Returns the names of the runners that tags or a filter select, best first, or why nothing would run. */
  readonly matching: (
    filter: string,
  ) => Promise<{ readonly names: readonly string[]; readonly problem?: string }>;
}

/**
 * Asks for the runners of a run. Call it only for jobs that allow a run to change its runners.
 *
 * @param ofJob display text of the job's own runners
 */
export async function askRunners(
  needs: RunnerNeeds,
  { title, step }: { readonly title: string; readonly step: FormPosition },
  ofJob: string,
  before: ChosenRunners,
): Promise<ChosenRunners | Back | undefined> {
  const { runnerFilter, runnerFilterMode } = before;
  for (;;) {
    const choice = await needs.prompts.chooseStep<'job' | 'local' | 'other'>({
      title,
      step,
      placeHolder: l10n.t('Choose the runners of this run'),
      choices: [
        {
          label: l10n.t('Runners of the Job'),
          description: ofJob,
          picked: Object.keys(before).length === 0,
          value: 'job',
        },
        { label: l10n.t('Local Runner'), picked: runnerFilterMode === 'LOCAL', value: 'local' },
        {
          label: l10n.t('Other Runners…'),
          description: runnerFilter ?? '',
          picked: runnerFilter !== undefined,
          detail: l10n.t('Selected by tags or by a filter'),
          value: 'other',
        },
      ],
    });
    if (choice === undefined || choice === BACK) return choice;
    if (choice === 'job') return {};
    if (choice === 'local') return { runnerFilterMode: 'LOCAL' };
    const filter = await needs.prompts.textStep({
      title,
      step,
      value: runnerFilter ?? '',
      isFollowUp: true,
      prompt: l10n.t('Tags, separated by commas, or a filter such as "db and not eu"'),
      validate: filterProblem,
      hint: (input) => runnersText(needs, input.trim()),
    });
    if (filter === undefined) return undefined;
    if (filter !== BACK) return { runnerFilter: filter.trim() };
  }
}

async function runnersText({ matching }: RunnerNeeds, filter: string): Promise<string> {
  try {
    const { names, problem } = await matching(filter);
    const found = names.length === 0 ? '' : `${counted(names.length, 'runner')}: ${namesText(names)}`;
    return [found, problem ?? ''].filter((text) => text !== '').join('. ');
  } catch (error) {
    return explain(error);
  }
}

function filterProblem(input: string): string | undefined {
  if (input.trim() === '') return l10n.t('Enter at least one tag');
  return isTyped(input) ? runnerFilterProblem(input) : tagsProblem(input);
}
