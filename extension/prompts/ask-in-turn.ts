import { BACK, type Back, type Step } from './prompts.ts';

/** One question of a form. What is answered stays with it, and is there again when it is asked once more. */
export type FormStep = (step: Step) => Promise<'answered' | Back | undefined>;

/** Asks one after the other, with a way back to the one before. False: the person gave it up. */
export async function askInTurn(steps: readonly FormStep[]): Promise<boolean> {
  let index = 0;
  for (let ask = steps[index]; ask !== undefined; ask = steps[index]) {
    const outcome = await ask({ number: index + 1, of: steps.length });
    if (outcome === undefined) return false;
    index = outcome === BACK ? Math.max(0, index - 1) : index + 1;
  }
  return true;
}

/** Keeps an answer with its question; the way back, and giving up, go through. */
export function answered<A>(
  answer: A | Back | undefined,
  keep: (answer: A) => void,
): 'answered' | Back | undefined {
  if (answer === undefined) return undefined;
  if (answer === BACK) return BACK;
  keep(answer);
  return 'answered';
}
