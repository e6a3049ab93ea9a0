import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { InputHints } from './input-hints.ts';
import {
  BACK,
  type Back,
  type ChoiceStep,
  type PickQuestion,
  type TextQuestion,
  type TextStep,
} from './prompts.ts';
import { type Item, toItem } from './quick-items.ts';

/** The position in a form, if the question belongs to one. */
type Position = Partial<Pick<TextStep, 'step' | 'isFollowUp'>>;

/** The common part of quick picks and input boxes. */
interface Input extends vscode.QuickInput {
  buttons: readonly vscode.QuickInputButton[];
  readonly onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
}

/** Asks for a text. */
export async function askText(question: TextQuestion & Position): Promise<string | Back | undefined> {
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
    // A prefilled value is validated only when the user accepts it, so that no form opens with an error.
    box.onDidChangeValue(check),
    box.onDidAccept(() => {
      if (check()) answer(box.value);
    }),
  ]);
}

/**
 * Asks for one choice, or for typed text where the question accepts it. Highlights the picked choice, otherwise the
 * first one, unless the question refuses Enter without a choice.
 */
export async function askChoice<T>(
  question: PickQuestion<T> & Pick<ChoiceStep<T>, 'typed'> & Position,
): Promise<T | Back | undefined> {
  const pick = vscode.window.createQuickPick<Item<T>>();
  const items = question.choices.map(toItem);
  const { typed, noneProblem } = question;
  Object.assign(pick, { placeholder: question.placeHolder, matchOnDescription: true, items });
  const picked = items.filter((item) => item.picked === true);
  const highlighted = (picked.length === 0 && noneProblem === undefined ? items : picked).slice(0, 1);
  pick.activeItems = highlighted;
  const offer = (input: string) => {
    if (typed === undefined) return;
    const isListed = input === '' || items.some((item) => item.label === input);
    const problem = isListed ? undefined : typed.problem(input);
    const own: Item<T>[] = isListed
      ? []
      : [
          {
            label: input,
            description: problem ?? l10n.t('Use this value'),
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
      // If nothing is highlighted, `selectedItems` still contains the item of an earlier Enter.
      const [item] = pick.activeItems.length === 0 ? [] : pick.selectedItems;
      if (item === undefined) {
        refuse(pick, problemWithoutChoice(question, pick.value));
        pick.activeItems = highlighted;
        return;
      }
      const isOwn = !items.includes(item);
      if (!isOwn || typed?.problem(item.label) === undefined) answer(item.value);
    }),
  ]);
}

/** Asks for any number of choices. */
export async function askSeveral<T>(
  question: PickQuestion<T> & Position,
): Promise<readonly T[] | Back | undefined> {
  const pick = vscode.window.createQuickPick<Item<T>>();
  const items = question.choices.map(toItem);
  Object.assign(pick, {
    placeholder: question.placeHolder,
    canSelectMany: true,
    matchOnDescription: true,
    items,
  });
  pick.selectedItems = items.filter((item) => item.picked === true);
  return shown(pick, question, (answer) => [
    pick.onDidAccept(() => {
      const chosen = pick.selectedItems.map((item) => item.value);
      const { noneProblem } = question;
      if (chosen.length > 0 || noneProblem === undefined) answer(chosen);
      else refuse(pick, noneProblem);
    }),
  ]);
}

/** Returns why Enter accepts no choice. If there are no choices, the placeholder gives the reason. */
function problemWithoutChoice<T>(
  { choices, placeHolder, noneProblem }: PickQuestion<T>,
  input: string,
): string {
  if (choices.length === 0) return placeHolder;
  return input === ''
    ? (noneProblem ?? placeHolder)
    : l10n.t('No choice matches "{0}". Choose one from the list.', input);
}

/** Empties the input and shows a message as its placeholder, because a quick pick has no validation message. */
function refuse<T>(pick: vscode.QuickPick<Item<T>>, problem: string): void {
  pick.value = '';
  pick.placeholder = problem;
}

/** Shows an input until the user answers, goes back or dismisses it, then disposes of it. */
async function shown<A>(
  input: Input,
  { title, step, isFollowUp = false }: { readonly title: string } & Position,
  listen: (answer: (value: A) => void) => readonly vscode.Disposable[],
): Promise<A | Back | undefined> {
  const done = Promise.withResolvers<A | Back | undefined>();
  Object.assign(input, { title, step: step?.number, totalSteps: step?.of, ignoreFocusOut: true });
  if (step !== undefined && (step.number > 1 || isFollowUp)) input.buttons = [vscode.QuickInputButtons.Back];
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
