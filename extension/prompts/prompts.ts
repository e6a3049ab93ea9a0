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
  /** What is told below an input without a problem, once that is known. It never rejects. */
  readonly hint?: (input: string) => Promise<string>;
}

export interface ChoiceQuestion<T> {
  readonly title: string;
  readonly placeHolder: string;
  readonly choices: readonly Choice<T>[];
}

/** The answer of a person who wants the question before again. */
export const BACK = Symbol('back');
export type Back = typeof BACK;

/** Where a question stands among several: `2 of 5`. After the first one there is a way back. */
export interface Step {
  readonly number: number;
  readonly of: number;
}

export interface TextStep extends TextQuestion {
  readonly step: Step;
  /** It goes on with a choice of the same step, so that there is a way back from the first step too. */
  readonly isLater?: boolean;
}

export interface ChoiceStep<T> extends ChoiceQuestion<T> {
  readonly step: Step;
  /** What is typed may be taken as well, where this finds no problem with it; `take` makes it an answer. */
  readonly typed?: {
    readonly problem: (input: string) => string | undefined;
    readonly take: (input: string) => T;
  };
}

/** A file to be chosen, by the address that VS Code has for it, on whichever machine. */
export interface FileQuestion {
  readonly title: string;
  readonly label: string;
}

/** Something that takes a while. */
export interface Work<T> {
  readonly title: string;
  /** `report`: what was done of it since the last time, in percent. */
  readonly run: (report: (percent: number) => void, signal: AbortSignal) => Promise<T>;
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
  /** The same as steps of one input, with a way back. */
  textStep(question: TextStep): Promise<string | Back | undefined>;
  chooseStep<T>(question: ChoiceStep<T>): Promise<T | Back | undefined>;
  chooseSeveralStep<T>(question: ChoiceStep<T>): Promise<readonly T[] | Back | undefined>;
  /** Shows that something is waited for, in the place of the next question. */
  waiting<T>(title: string, what: string, run: () => Promise<T>): Promise<T | undefined>;
  /** Shows how far it is, with a way to give it up. */
  progress<T>(work: Work<T>): Promise<T | undefined>;
  confirm(confirmation: Confirmation): Promise<boolean>;
  /** Files to open. */
  openFiles(options: {
    title: string;
    label: string;
    filters: Record<string, string[]>;
  }): Promise<readonly string[]>;
  /** One file to open, which may be on another machine: its address as a URI. */
  openFile(question: FileQuestion): Promise<string | undefined>;
  /** Where to save. */
  saveFile(options: { title: string; label: string; name: string }): Promise<string | undefined>;
  /** A notification with buttons; answers the one pressed. */
  inform<T extends string>(message: string, ...buttons: T[]): Promise<T | undefined>;
  warn<T extends string>(message: string, ...buttons: T[]): Promise<T | undefined>;
  error<T extends string>(message: string, ...buttons: T[]): Promise<T | undefined>;
}
