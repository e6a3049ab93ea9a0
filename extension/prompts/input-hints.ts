import * as vscode from 'vscode';

/** Delay after the last key press before the hint is requested, in ms. */
const DEBOUNCE_MS = 250;

/** Shows a hint about the input below an input box. Drops hints for superseded inputs. */
export class InputHints implements vscode.Disposable {
  readonly #box: vscode.InputBox;
  readonly #hint: ((input: string) => Promise<string>) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #asked = 0;

  constructor(box: vscode.InputBox, hint: ((input: string) => Promise<string>) | undefined) {
    this.#box = box;
    this.#hint = hint;
  }

  /** Schedules the hint for the current input. Invalid input gets no hint. */
  show(isValid: boolean): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#box.busy = false;
    const hint = this.#hint;
    if (hint === undefined || !isValid) return;
    const number = this.#asked;
    this.#timer = setTimeout(() => void this.#ask(hint, number), DEBOUNCE_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  async #ask(hint: (input: string) => Promise<string>, number: number): Promise<void> {
    this.#box.busy = true;
    const message = await hint(this.#box.value);
    if (number !== this.#asked) return;
    this.#box.busy = false;
    this.#box.validationMessage = { message, severity: vscode.InputBoxValidationSeverity.Info };
  }
}
