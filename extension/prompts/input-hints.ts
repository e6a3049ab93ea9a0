import * as vscode from 'vscode';

/** Nobody is asked while somebody still types. */
const QUIET_MS = 250;

/** Tells below an input box what its input means; the last input counts. */
export class InputHints implements vscode.Disposable {
  readonly #box: vscode.InputBox;
  readonly #hint: ((input: string) => Promise<string>) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #asked = 0;

  constructor(box: vscode.InputBox, hint: ((input: string) => Promise<string>) | undefined) {
    this.#box = box;
    this.#hint = hint;
  }

  /** Asks for the hint of what stands in the box, once that rests; `isFine`: there is something to tell about it. */
  show(isFine: boolean): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#box.busy = false;
    const hint = this.#hint;
    if (hint === undefined || !isFine) return;
    const number = this.#asked;
    this.#timer = setTimeout(() => void this.#ask(hint, number), QUIET_MS);
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
