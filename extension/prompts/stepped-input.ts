import * as vscode from 'vscode';
import { InputHints } from './input-hints.ts';
import { BACK, type Back, type ChoiceStep, type TextStep } from './prompts.ts';
import { type Item, toItem } from './quick-items.ts';

/** The common part of quick picks and input boxes. */
interface Input extends vscode.QuickInput {
  buttons: readonly vscode.QuickInputButton[];
  readonly onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
}

/** Asks for a text as one step of a form. */
export async function askText(question: TextStep): Promise<string | Back | undefined> {
  const box = vscode.window.createInputBox();
  const { prompt, placeHolder, value = '', password = false, validate } = question;
  Object.assign(box, { prompt, placeholder: placeHolder, value, password });
  const hints = new InputHints(box, question.hint);
  const check = () => {
    const problem = validate?.(box.value);
    box.validationMessage = problem;
    hints.show(problem === undefined);
    return problem === undefined;
  };
  hints.show(value !== '');
  return shown(box, question, (answer) => [
    hints,
    // A prefilled value is validated only when it is accepted, so that no form opens with an error.
    box.onDidChangeValue(check),
    box.onDidAccept(() => {
      if (check()) answer(box.value);
    }),
  ]);
}

/** Asks for one choice, or for typed text where the question accepts it. */
export async function askChoice<T>(question: ChoiceStep<T>): Promise<T | Back | undefined> {
  const pick = vscode.window.createQuickPick<Item<T>>();
  const items = question.choices.map(toItem);
  const { typed } = question;
  Object.assign(pick, { placeholder: question.placeHolder, matchOnDescription: true, items });
  pick.activeItems = items.filter((item) => item.picked === true).slice(0, 1);
  const offer = (input: string) => {
    if (typed === undefined) return;
    const isListed = input === '' || items.some((item) => item.label === input);
    const problem = isListed ? undefined : typed.problem(input);
    const own: Item<T>[] = isListed
      ? []
      : [
          {
            label: input,
            description: problem ?? 'Use this value',
            value: typed.take(input),
            alwaysShow: true,
            iconPath: new vscode.ThemeIcon(problem === undefined ? 'edit' : 'error'),
          },
        ];
    pick.items = [...own, ...items];
  };
  return shown(pick, question, (answer) => [
    pick.onDidChangeValue(offer),
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item === undefined) return;
      const isOwn = !items.includes(item);
      if (!isOwn || typed?.problem(item.label) === undefined) answer(item.value);
    }),
  ]);
}

/** Asks for any number of choices. */
export async function askSeveral<T>(question: ChoiceStep<T>): Promise<readonly T[] | Back | undefined> {
  const pick = vscode.window.createQuickPick<Item<T>>();
  const items = question.choices.map(toItem);
  Object.assign(pick, { placeholder: question.placeHolder, canSelectMany: true, items });
  pick.selectedItems = items.filter((item) => item.picked === true);
  return shown(pick, question, (answer) => [
    pick.onDidAccept(() => {
      const chosen = pick.selectedItems.map((item) => item.value);
      const { noneProblem } = question;
      if (chosen.length > 0 || noneProblem === undefined) return answer(chosen);
      // A quick pick has no message of its own. The placeholder is visible once nothing is typed.
      pick.value = '';
      pick.placeholder = noneProblem;
    }),
  ]);
}

/** Shows an input until the user answers, goes back or dismisses it, then disposes of it. */
async function shown<A>(
  input: Input,
  { title, step, isFollowUp = false }: Pick<TextStep, 'title' | 'step' | 'isFollowUp'>,
  listen: (answer: (value: A) => void) => readonly vscode.Disposable[],
): Promise<A | Back | undefined> {
  const done = Promise.withResolvers<A | Back | undefined>();
  Object.assign(input, { title, step: step.number, totalSteps: step.of, ignoreFocusOut: true });
  if (step.number > 1 || isFollowUp) input.buttons = [vscode.QuickInputButtons.Back];
  const listening = vscode.Disposable.from(
    ...listen((value) => done.resolve(value)),
    input.onDidTriggerButton((button) => {
      if (button === vscode.QuickInputButtons.Back) done.resolve(BACK);
    }),
    input.onDidHide(() => done.resolve(undefined)),
  );
  input.show();
  try {
    return await done.promise;
  } finally {
    listening.dispose();
    input.dispose();
  }
}
