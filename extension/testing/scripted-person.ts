import assert from 'node:assert/strict';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  BACK,
  type Back,
  type ChoiceStep,
  type PickItem,
  type PickQuestion,
  type Prompts,
  type TextQuestion,
} from '../prompts/prompts.ts';

/** An answer that dismisses a prompt. */
export const DISMISS = Symbol('dismiss');
/** An answer that presses Enter at once, which accepts the highlighted choice. */
export const ENTER = Symbol('enter');

/**
 * Answers the extension's prompts in order: a string for a text, a label for a choice, `true` for a confirmation, the
 * label of a button for a decision or a notification, a path or URI for a file, `BACK` to go back. VS Code refuses
 * modal dialogs in host tests; the tests of the ui lane cover the dialogs.
 */
export class ScriptedPerson {
  #answers: unknown[] = [];
  /** The prompts and messages since `answers` was called. */
  readonly told: string[] = [];

  /** Replaces the methods of `prompts`. */
  static inFrontOf(prompts: Prompts): ScriptedPerson {
    const person = new ScriptedPerson();
    Object.assign(prompts, person.prompts());
    return person;
  }

  /** Returns the prompts that this person answers. */
  prompts(): Prompts {
    return {
      text: async (question) => this.#text(question),
      choose: async (question) => this.#choose(question),
      chooseSeveral: async (question) => this.#chooseSeveral(question),
      textStep: async (question) => this.#back() ?? this.#hinted(question),
      chooseStep: async (question) => this.#back() ?? this.#chooseOrType(question),
      chooseSeveralStep: async (question) => this.#back() ?? this.#chooseSeveral(question),
      waiting: async (_title, _what, run) => run(),
      progress: async ({ title, run }) => {
        this.told.push(title);
        return run(() => undefined, new AbortController().signal);
      },
      confirm: async ({ message }) => this.#next(message) === true,
      decide: async ({ message }, ...buttons) => this.#decide(message, buttons),
      openFiles: async ({ title }) => ((this.#next(title) ?? []) as string[]).map(uriOf),
      openFile: async ({ title }) => this.#next(title) as string,
      saveFile: async ({ title }) => {
        const file = this.#next(title);
        return typeof file === 'string' ? uriOf(file) : undefined;
      },
      inform: async (message, ...buttons) => this.#notified(message, buttons),
      warn: async (message, ...buttons) => this.#notified(message, buttons),
      error: async (message, ...buttons) => this.#notified(message, buttons),
    };
  }

  answers(answers: readonly unknown[]): void {
    this.#answers = [...answers];
    this.told.length = 0;
  }

  finished(what: string): void {
    assert.deepEqual(
      this.#answers,
      [],
      `${what} did not consume all answers. It showed: ${this.told.join(' | ')}`,
    );
  }

  #next(question: string): unknown {
    this.told.push(question);
    assert.ok(this.#answers.length > 0, `no answer to: ${question}`);
    const answer = this.#answers.shift();
    return answer === DISMISS ? undefined : answer;
  }

  #back(): Back | undefined {
    if (this.#answers[0] !== BACK) return undefined;
    this.#answers.shift();
    return BACK;
  }

  #text({ prompt, title, value, validate, password }: TextQuestion): string | undefined {
    const given = value === undefined || password === true ? '' : ` [${value}]`;
    const answer = this.#next(`${title}: ${prompt}${given}`);
    if (typeof answer !== 'string') return undefined;
    const problem = validate?.(answer);
    assert.equal(problem, undefined, `${prompt} refuses ${answer}: ${problem}`);
    return answer;
  }

  /** Records the hint of the input before returning it. */
  async #hinted(question: TextQuestion): Promise<string | undefined> {
    const answer = this.#text(question);
    if (answer !== undefined && question.hint !== undefined) this.told.push(await question.hint(answer));
    return answer;
  }

  #choose<T>(question: PickQuestion<T>): T | undefined {
    const answer = this.#next(question.title);
    if (answer === ENTER) return highlighted(question);
    return answer === undefined ? undefined : chosen(question.choices, String(answer));
  }

  #chooseOrType<T>(question: ChoiceStep<T>): T | undefined {
    const { choices, title, typed } = question;
    const [answer] = this.#answers;
    const isTyped = typeof answer === 'string' && choices.every((it) => it.label !== answer);
    if (!isTyped || typed === undefined) return this.#choose(question);
    this.#next(title);
    assert.equal(typed.problem(answer), undefined, `${title} refuses ${answer}`);
    return typed.take(answer);
  }

  #chooseSeveral<T>(question: PickQuestion<T>): readonly T[] | undefined {
    const { choices, title, noneProblem } = question;
    const answer = this.#next(title);
    if (!Array.isArray(answer)) return undefined;
    if (noneProblem !== undefined) assert.notEqual(answer.length, 0, `${title}: ${noneProblem}`);
    return answer.map((label) => chosen(choices, String(label)));
  }

  #decide<T extends string>(message: string, buttons: readonly T[]): T | undefined {
    const answer = this.#next(message);
    if (answer === undefined) return undefined;
    const pressed = buttons.find((button) => button === answer);
    assert.ok(pressed, `${message} has no button ${String(answer)}, but ${buttons.join(', ')}`);
    return pressed;
  }

  /** Presses a button if the next answer is its label. A notification needs no answer. */
  #notified<T extends string>(message: string, buttons: readonly T[]): T | undefined {
    this.told.push(message);
    const [answer] = this.#answers;
    const pressed = buttons.find((button) => button === answer);
    if (pressed !== undefined) this.#answers.shift();
    return pressed;
  }
}

/** Dialogs return URIs. A test may pass a local file as its path. */
function uriOf(file: string): string {
  return isAbsolute(file) ? pathToFileURL(file).href : file;
}

function highlighted<T>({ choices, title, noneProblem }: PickQuestion<T>): T {
  const first = noneProblem === undefined ? choices[0] : undefined;
  const choice = choices.find(({ picked }) => picked === true) ?? first;
  assert.ok(choice, `${title} highlights nothing`);
  return choice.value;
}

function chosen<T>(choices: readonly PickItem<T>[], label: string): T {
  const choice = choices.find((it) => it.label === label);
  assert.ok(choice, `there is no ${label} among ${choices.map((it) => it.label).join(', ')}`);
  return choice.value;
}
