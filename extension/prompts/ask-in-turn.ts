import {
  BACK,
  type Back,
  type ChoiceStep,
  type FormPosition,
  type Prompts,
  type TextStep,
} from './prompts.ts';

/** Asks one question of a form, and stores the answer. When asked again, the question offers the stored answer. */
export type FormStep = (step: FormPosition) => Promise<'answered' | Back | undefined>;

/** Asks the questions in order. The user can go back. Returns false if the user cancels. */
export async function askInTurn(steps: readonly FormStep[]): Promise<boolean> {
  let index = 0;
  for (let ask = steps[index]; ask !== undefined; ask = steps[index]) {
    const outcome = await ask({ number: index + 1, of: steps.length });
    if (outcome === undefined) return false;
    index = outcome === BACK ? Math.max(0, index - 1) : index + 1;
  }
  return true;
}

/** Stores an answer with `store`. Returns `BACK` and `undefined` (cancelled) unchanged. */
export function answered<A>(
  answer: A | Back | undefined,
  store: (answer: A) => void,
): 'answered' | Back | undefined {
  if (answer === undefined) return undefined;
  if (answer === BACK) return BACK;
  store(answer);
  return 'answered';
}

/** The properties of a question that the form provides. */
type OfForm = 'title' | 'step';

/** The questions of one form. Each question is built when it is asked, so that it can depend on earlier answers. */
export class FormQuestions {
  readonly #prompts: Prompts;
  readonly #title: string;

  constructor(prompts: Prompts, title: string) {
    this.#prompts = prompts;
    this.#title = title;
  }

  text(question: () => Omit<TextStep, OfForm>, store: (answer: string) => void): FormStep {
    return async (step) =>
      answered(await this.#prompts.textStep({ ...question(), title: this.#title, step }), store);
  }

  one<T>(question: () => Omit<ChoiceStep<T>, OfForm>, store: (answer: T) => void): FormStep {
    return async (step) =>
      answered(await this.#prompts.chooseStep({ ...question(), title: this.#title, step }), store);
  }

  several<T>(question: () => Omit<ChoiceStep<T>, OfForm>, store: (answers: readonly T[]) => void): FormStep {
    return async (step) =>
      answered(await this.#prompts.chooseSeveralStep({ ...question(), title: this.#title, step }), store);
  }
}
