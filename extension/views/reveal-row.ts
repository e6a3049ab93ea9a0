import { setTimeout } from 'node:timers/promises';

/** Pause between two attempts to reveal a row, in ms. */
const PAUSE_MS = 100;

/** Maximum number of attempts to reveal a row. */
const ATTEMPTS = 30;

/** The part of a tree view that reveals rows. */
export interface RevealingView<Row> {
  readonly selection: readonly Row[];
  reveal(row: Row, options: RevealOptions): Thenable<void>;
}

export interface RevealOptions {
  readonly select: true;
  readonly focus: boolean;
  readonly expand?: boolean;
}

/**
 * Selects a row, and shows the view. While the view loads or redraws its rows, VS Code ignores or rejects a reveal, so
 * this function makes up to 30 attempts. Rejects if the last attempt is rejected.
 */
export async function revealRow<Row>(
  view: RevealingView<Row>,
  row: Row,
  options: RevealOptions,
  pause: (ms: number) => Promise<unknown> = setTimeout,
): Promise<void> {
  let rejection: { readonly cause: unknown } | undefined;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await pause(PAUSE_MS);
    try {
      await view.reveal(row, options);
      if (view.selection.includes(row)) return;
      rejection = undefined;
    } catch (cause) {
      rejection = { cause };
    }
  }
  if (rejection !== undefined) throw rejection.cause;
}
