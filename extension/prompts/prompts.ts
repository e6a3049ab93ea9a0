/** An item of a quick pick. */
export interface PickItem<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly picked?: boolean;
  readonly value: T;
}

export interface TextQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly placeHolder?: string;
  readonly value?: string;
  readonly password?: boolean;
  /** Returns the problem with an input; undefined if it is valid. */
  readonly validate?: (input: string) => string | undefined;
  /** Returns what to show below a valid input. Must not reject. */
  readonly hint?: (input: string) => Promise<string>;
}

export interface PickQuestion<T> {
  readonly title: string;
  readonly placeHolder: string;
  readonly choices: readonly PickItem<T>[];
  /**
   * The message if the user presses Enter without a choice. Absent: Enter takes the first choice, or none where several
   * choices are allowed.
   */
  readonly noneProblem?: string;
}

/** The answer of a user who goes back to the previous question. */
export const BACK = Symbol('back');
export type Back = typeof BACK;

/** The position of a question in a form, such as `2 of 5`. The user can go back from the second question on. */
export interface FormPosition {
  readonly number: number;
  readonly of: number;
}

export interface TextStep extends TextQuestion {
  readonly step: FormPosition;
  /**
   * Whether the question follows a choice within the same step, so that the user can go back even from the first step.
   */
  readonly isFollowUp?: boolean;
}

export interface ChoiceStep<T> extends PickQuestion<T> {
  readonly step: FormPosition;
  /** Accepts typed text as well as the choices: `problem` validates the text, `take` converts it to an answer. */
  readonly typed?: {
    readonly problem: (input: string) => string | undefined;
    readonly take: (input: string) => T;
  };
}

/** A question for one file, local or remote. */
export interface FileQuestion {
  readonly title: string;
  readonly label: string;
}

/** A long-running task that shows its progress. */
export interface Work<T> {
  readonly title: string;
  /** `report` takes the progress since the previous call, in percent. */
  readonly run: (report: (percent: number) => void, signal: AbortSignal) => Promise<T>;
}

/** A question in a modal dialog, which always has a Cancel button. */
export interface Decision {
  /** A question with the name of the object. */
  readonly message: string;
  readonly detail: string;
}

export interface Confirmation extends Decision {
  /** The label of the button, a verb. */
  readonly verb: string;
}

/**
 * The prompts of the extension. Each method returns `undefined`, or false, if the user dismisses the prompt. Commands
 * receive this interface, because VS Code refuses modal dialogs in host tests.
 */
export interface Prompts {
  text(question: TextQuestion): Promise<string | undefined>;
  choose<T>(question: PickQuestion<T>): Promise<T | undefined>;
  chooseSeveral<T>(question: PickQuestion<T>): Promise<readonly T[] | undefined>;
  /** The methods whose names end in `Step` ask one question of a form, in which the user can go back. */
  textStep(question: TextStep): Promise<string | Back | undefined>;
  chooseStep<T>(question: ChoiceStep<T>): Promise<T | Back | undefined>;
  chooseSeveralStep<T>(question: ChoiceStep<T>): Promise<readonly T[] | Back | undefined>;
  /** Shows a busy quick pick in the place of the next question while `run` runs. */
  waiting<T>(title: string, what: string, run: () => Promise<T>): Promise<T | undefined>;
  /** Runs work and shows its progress in the status bar. Shows long work in a notification that the user can cancel. */
  progress<T>(work: Work<T>): Promise<T | undefined>;
  confirm(confirmation: Confirmation): Promise<boolean>;
  /** Shows a modal dialog. Returns the button that was pressed, a verb. */
  decide<T extends string>(decision: Decision, ...buttons: T[]): Promise<T | undefined>;
  /** Asks for files to open, local or remote. Returns their URIs. */
  openFiles(options: {
    title: string;
    label: string;
    filters: Record<string, string[]>;
  }): Promise<readonly string[]>;
  /** Asks for one file to open, local or remote. Returns its URI. */
  openFile(question: FileQuestion): Promise<string | undefined>;
  /** Asks where to save a file. Returns its URI. */
  saveFile(options: { title: string; label: string; name: string }): Promise<string | undefined>;
  /** Shows a notification. Returns the button that was pressed. */
  inform<T extends string>(message: string, ...buttons: T[]): Promise<T | undefined>;
  warn<T extends string>(message: string, ...buttons: T[]): Promise<T | undefined>;
  error<T extends string>(message: string, ...buttons: T[]): Promise<T | undefined>;
}
