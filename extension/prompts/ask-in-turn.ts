import { BACK, type Back, type Step } from './prompts.ts';

/** One question of a form. It stores its answer, and offers it as the default when it is asked again. */
export type FormStep = (step: Step) => Promise<'answered' | Back | undefined>;

/** Asks the questions in order; the user can go back. Returns false if the user cancelled. */
export async function askInTurn(steps: readonly FormStep[]): Promise<boolean> {
  let index = 0;
  for (let ask = steps[index]; ask !== undefined; ask = steps[index]) {
    const outcome = await ask({ number: index + 1, of: steps.length });
    if (outcome === undefined) return false;
    index = outcome === BACK ? Math.max(0, index - 1) : index + 1;
  }
  return true;
}

/** Stores an answer with `store`. Passes `BACK` and `undefined` (cancelled) through. */
export function answered<A>(
  answer: A | Back | undefined,
  store: (answer: A) => void,
): 'answered' | Back | undefined {
  if (answer === undefined) return undefined;
  if (answer === BACK) return BACK;
  store(answer);
  return 'answered';
}
