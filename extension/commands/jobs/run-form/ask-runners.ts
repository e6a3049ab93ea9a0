import { isOutrunnerError } from '../../../../protocol/errors/outrunner-error.ts';
import { isTyped, parseRunnerFilter } from '../../../../protocol/runner-filter/parse-runner-filter.ts';
import type { Prompts } from '../../../host/prompts.ts';
import { tagsProblem } from '../../inputs.ts';

/** Runners in the body of a run; empty: those of the job. */
export interface ChosenRunners {
  readonly runnerFilter?: string;
  readonly runnerFilterMode?: 'LOCAL';
}

/**
 * Asks which runners a run goes to, of a job that lets them be changed. Undefined: the person gave it up.
 *
 * @param ofJob which runners the job asks for itself, in words
 */
export async function askRunners(
  prompts: Pick<Prompts, 'choose' | 'text'>,
  title: string,
  ofJob: string,
): Promise<ChosenRunners | undefined> {
  const choice = await prompts.choose<'job' | 'local' | 'other'>({
    title,
    placeHolder: 'Where it runs this time',
    choices: [
      { label: 'As the job says', description: ofJob, value: 'job' },
      { label: 'On the Local Runner', value: 'local' },
      { label: 'On other runners…', detail: 'By tags, or by a filter', value: 'other' },
    ],
  });
  if (choice === undefined || choice === 'job') return choice && {};
  if (choice === 'local') return { runnerFilterMode: 'LOCAL' };
  const runnerFilter = await prompts.text({
    title,
    prompt: 'Tags, separated by commas, or a filter such as "db and not eu"',
    validate: filterProblem,
  });
  return runnerFilter === undefined ? undefined : { runnerFilter };
}

function filterProblem(input: string): string | undefined {
  if (input.trim() === '') return 'At least one tag';
  if (!isTyped(input)) return tagsProblem(input);
  try {
    parseRunnerFilter(input);
    return undefined;
  } catch (error) {
    if (isOutrunnerError(error)) return error.message;
    throw error;
  }
}
