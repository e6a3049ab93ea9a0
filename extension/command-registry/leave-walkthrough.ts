import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import { VIEWS } from '../ids/views.ts';

/** More than the 250 ms after which the walkthrough page moves the focus to its step. */
const PAGE_FOCUS_MS = 300;

/**
 * Moves the focus from the walkthrough page to the Outrunner views, so that the page does not take the focus away from
 * a question that the command asks.
 *
 * When a key is released on the page, the page selects a step, and focuses that step 250 ms later, even if a question
 * has opened by then. Whenever a question closes, VS Code returns the focus to the element that had it before, so the
 * page would also receive keys that are released between two questions. The views ignore such keys.
 */
export async function leaveWalkthrough(): Promise<void> {
  await focusViews();
  await pause(PAGE_FOCUS_MS);
  await focusViews();
}

async function focusViews(): Promise<void> {
  await vscode.commands.executeCommand(`${VIEWS.runners}.focus`);
}
