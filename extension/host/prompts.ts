/** What the extension asks a person. Injected, since VS Code refuses modal questions while tests run in it. */
export interface Choice<T> {
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
  /** The problem with an input, or undefined when it is fine. */
  readonly validate?: (input: string) => string | undefined;
}

export interface ChoiceQuestion<T> {
  readonly title: string;
  readonly placeHolder: string;
  readonly choices: readonly Choice<T>[];
}

export interface Confirmation {
  /** Names the object. */
  readonly message: string;
  readonly detail: string;
  /** The verb on the button. */
  readonly verb: string;
}

/** Each answers `undefined` (or false) when the person dismisses it. */
export interface Prompts {
  text(question: TextQuestion): Promise<string | undefined>;
  choose<T>(question: ChoiceQuestion<T>): Promise<T | undefined>;
  chooseSeveral<T>(question: ChoiceQuestion<T>): Promise<readonly T[] | undefined>;
  confirm(confirmation: Confirmation): Promise<boolean>;
  /** Files to open. */
  openFiles(options: {
    title: string;
    label: string;
    filters: Record<string, string[]>;
  }): Promise<readonly string[]>;
  /** Where to save. */
  saveFile(options: { title: string; label: string; name: string }): Promise<string | undefined>;
  /** A notification with buttons; answers the one pressed. */
  inform<T extends string>(message: string, ...buttons: T[]): Promise<T | undefined>;
  warn<T extends string>(message: string, ...buttons: T[]): Promise<T | undefined>;
  error<T extends string>(message: string, ...buttons: T[]): Promise<T | undefined>;
}
