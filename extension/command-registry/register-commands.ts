import * as vscode from 'vscode';
import { explain } from '../../protocol/errors/outrunner-error.ts';
import { COMMANDS, type CommandId } from '../ids/commands.ts';
import { FROM_WALKTHROUGH } from '../ids/from-walkthrough.ts';
import type { Disposables } from '../lifecycle/disposables.ts';
import { TreeRow } from '../tree/tree-adapter.ts';
import { leaveWalkthrough } from './leave-walkthrough.ts';

/** Runs a command on the argument it was invoked with and on the selected rows. */
export type RunCommand = (id: CommandId, on: unknown, selected: readonly unknown[]) => Promise<void>;

/** Registers every command. Errors are shown to the user. */
export function registerCommands(disposables: Disposables, load: () => Promise<RunCommand>): void {
  for (const id of Object.values(COMMANDS)) {
    disposables.add(
      vscode.commands.registerCommand(id, async (first: unknown, second: unknown) => {
        try {
          if (first === FROM_WALKTHROUGH) await leaveWalkthrough();
          const run = await load();
          await run(id, subjectOf(first), Array.isArray(second) ? second.map(subjectOf) : []);
        } catch (error) {
          void vscode.window.showErrorMessage(explain(error));
        }
      }),
    );
  }
}

/** Replaces a tree row by its subject. Returns other arguments unchanged. */
function subjectOf(argument: unknown): unknown {
  return argument instanceof TreeRow ? argument.node.subject : argument;
}
