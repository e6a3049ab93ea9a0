import * as vscode from 'vscode';
import { explain } from '../../protocol/errors/outrunner-error.ts';
import { COMMANDS, type CommandId } from '../ids/commands.ts';
import { FROM_WALKTHROUGH } from '../ids/from-walkthrough.ts';
import type { Disposables } from '../lifecycle/disposables.ts';
import { showError } from '../prompts/notifications.ts';
import { TreeRow } from '../tree/tree-rows.ts';
import { leaveWalkthrough } from './leave-walkthrough.ts';

/** Runs a command on the argument it was invoked with and on the selected rows. */
export type RunCommand = (id: CommandId, on: unknown, selected: readonly unknown[]) => Promise<void>;

/** The first argument that a keybinding of an editor passes. Repeated in `package.json`. */
const ACTIVE_EDITOR = 'activeEditor';

/** Returns the selected rows of a view, by its id. Keybindings of a view pass this id as their argument. */
export type SelectedIn = (view: string) => readonly TreeRow[];

/** Registers every command. Errors are shown to the user. */
export function registerCommands(
  disposables: Disposables,
  selectedIn: SelectedIn,
  load: () => Promise<RunCommand>,
): void {
  for (const id of Object.values(COMMANDS)) {
    disposables.add(
      vscode.commands.registerCommand(id, async (first: unknown, second: unknown) => {
        try {
          if (first === FROM_WALKTHROUGH) await leaveWalkthrough();
          const run = await load();
          const [on, selected] = (await fromKeybinding(first, selectedIn)) ?? [first, second];
          await run(id, subjectOf(on), Array.isArray(selected) ? selected.map(subjectOf) : []);
        } catch (error) {
          void showError(explain(error));
        }
      }),
    );
  }
}

/**
 * Returns the arguments that a menu would pass if a keybinding invoked the command; otherwise undefined. Arrow keys
 * move the focus of a view but not its selection, and extensions can read only the selection. The focused row is
 * therefore selected first, unless the user selected several rows.
 */
async function fromKeybinding(
  argument: unknown,
  selectedIn: SelectedIn,
): Promise<readonly [unknown, unknown] | undefined> {
  if (argument === ACTIVE_EDITOR) return [vscode.window.activeTextEditor?.document.uri, undefined];
  if (typeof argument !== 'string') return undefined;
  if (selectedIn(argument).length < 2) await vscode.commands.executeCommand('list.selectAndPreserveFocus');
  const rows = selectedIn(argument);
  return [rows[0], rows];
}

/** Returns the subject of a tree row. Returns other arguments unchanged. */
function subjectOf(argument: unknown): unknown {
  return argument instanceof TreeRow ? argument.node.subject : argument;
}
