import type { QuickInput } from 'vscode';

/** The closed input that is still visible. */
let closing: QuickInput | undefined;

/** Shows an input, in place of the one that was closed just before. */
export function showInput(input: QuickInput): void {
  input.show();
  disposeClosing();
}

/**
 * Disposes of an input once the next one is shown, or else at the end of this turn of the event loop. Without an input,
 * VS Code returns the focus to the page behind it. A walkthrough then takes the focus asynchronously, away from the
 * next input.
 */
export function closeInput(input: QuickInput): void {
  disposeClosing();
  closing = input;
  setTimeout(() => {
    if (closing === input) disposeClosing();
  });
}

function disposeClosing(): void {
  closing?.dispose();
  closing = undefined;
}
