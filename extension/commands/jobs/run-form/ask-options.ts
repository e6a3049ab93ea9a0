import type { JobOption } from '../../../../protocol/routes/shapes/job-shapes.ts';
import { BACK } from '../../../host/prompts.ts';
import { askOption } from './ask-option.ts';
import { askedOrder } from './asked-order.ts';
import type { FormNeeds } from './form-needs.ts';
import { type OptionAnswer, type RunAnswers, runAnswers } from './run-answers.ts';

/**
 * Asks for each option that is not hidden, with a way back to the one before. Values from addresses are asked for when
 * their option's turn comes, with all that was answered until then. Answers undefined when the person gives up.
 */
export async function askOptions(
  needs: FormNeeds,
  title: string,
  options: readonly JobOption[],
  before: Readonly<Record<string, string>>,
): Promise<RunAnswers | undefined> {
  const asked = askedOrder(options);
  const answers = new Map<string, OptionAnswer>(
    asked.flatMap(({ name, isFile }): [string, OptionAnswer][] => {
      const value = before[name];
      return value === undefined || isFile ? [] : [[name, { kind: 'value', value }]];
    }),
  );
  let index = 0;
  while (index < asked.length) {
    const option = asked[index];
    if (option === undefined) break;
    const step = { number: index + 1, of: asked.length };
    const { values: given } = runAnswers(asked.slice(0, index), answers);
    const answer = await askOption(needs, { title, step, given }, option, answers.get(option.name));
    if (answer === undefined) return undefined;
    if (answer === BACK) {
      index = Math.max(0, index - 1);
      continue;
    }
    answers.set(option.name, answer);
    index += 1;
  }
  return runAnswers(asked, answers);
}
