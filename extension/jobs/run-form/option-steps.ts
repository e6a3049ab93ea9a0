import type { AskedOption } from '../../../protocol/routes/shapes/job-shapes.ts';
import { ownValue } from '../../../support/records/own-value.ts';
import { answered, type FormStep } from '../../prompts/ask-in-turn.ts';
import { askOption } from './ask-option.ts';
import { askedOrder } from './asked-order.ts';
import type { FormNeeds } from './form-needs.ts';
import { type OptionAnswer, type RunAnswers, runAnswers } from './run-answers.ts';

/** The questions for the options of a run. */
export interface OptionSteps {
  readonly steps: readonly FormStep[];
  /** Returns the answers so far. */
  readonly answers: () => RunAnswers;
}

/**
 * Returns a question for each option that is not hidden. Values from URLs are loaded when their question is asked, with
 * the answers so far.
 *
 * @param before initial values
 */
export function optionSteps(
  needs: FormNeeds,
  title: string,
  options: readonly AskedOption[],
  before: Readonly<Record<string, string>>,
): OptionSteps {
  const asked = askedOrder(options);
  const answers = new Map<string, OptionAnswer>(
    asked.flatMap(({ name, isFile }): [string, OptionAnswer][] => {
      const value = ownValue(before, name);
      return value === undefined || isFile ? [] : [[name, { kind: 'value', value }]];
    }),
  );
  const steps = asked.map(
    (option, index): FormStep =>
      async (step) => {
        const { values: given } = runAnswers(asked.slice(0, index), answers);
        const { name } = option;
        const answer = await askOption(needs, { title, step, given }, option, answers.get(name));
        return answered(answer, (one) => answers.set(name, one));
      },
  );
  return { steps, answers: () => runAnswers(asked, answers) };
}
