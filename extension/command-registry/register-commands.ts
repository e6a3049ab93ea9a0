import * as vscode from 'vscode';
import { explain } from '../../protocol/errors/outrunner-error.ts';
import { COMMANDS, type CommandId } from '../ids/commands.ts';
import type { Disposables } from '../lifecycle/disposables.ts';
import { TreeRow } from '../tree/tree-adapter.ts';

/** Runs a command on what it was called on, and on all that was selected with it. */
export type RunCommand = (id: CommandId, on: unknown, selected: readonly unknown[]) => Promise<void>;

/** Registers every command. What one throws is shown to the person, with its remedy. */
export function registerCommands(disposables: Disposables, load: () => Promise<RunCommand>): void {
  for (const id of Object.values(COMMANDS)) {
    disposables.add(
      vscode.commands.registerCommand(id, async (first: unknown, second: unknown) => {
        try {
          const run = await load();
          await run(id, subjectOf(first), Array.isArray(second) ? second.map(subjectOf) : []);
        } catch (error) {
          void vscode.window.showErrorMessage(explain(error));
        }
      }),
    );
  }
}

/** A tree row stands for its subject; everything else for itself. */
function subjectOf(argument: unknown): unknown {
  return argument instanceof TreeRow ? argument.node.subject : argument;
}
