import * as vscode from 'vscode';
import { explain } from '../../protocol/errors/outrunner-error.ts';
import type { Disposables } from '../host/disposables.ts';
import { COMMANDS } from '../ids/commands.ts';
import { JOB_SCHEME, jobOfPath } from '../jobs/job-uri.ts';
import { TreeRow } from '../views/tree-adapter.ts';
import type { Subject } from '../views/tree-node.ts';
import type { CommandContext } from './command.ts';
import { COMMAND_TABLE } from './command-table.ts';

/** Registers every command of the table. What one throws is shown to the person, with its remedy. */
export function registerCommands(context: CommandContext, disposables: Disposables): void {
  for (const id of Object.values(COMMANDS)) {
    disposables.add(
      vscode.commands.registerCommand(id, async (first: unknown, second: unknown) => {
        try {
          const selected = Array.isArray(second) ? second.map((it) => subjectOf(context, it)) : [];
          await COMMAND_TABLE[id](context, subjectOf(context, first), selected);
        } catch (error) {
          await context.prompts.error(explain(error));
        }
      }),
    );
  }
}

/** What a command is called on: a tree row, a row's own subject (by a click), the document of a job, or nothing. */
function subjectOf(context: CommandContext, argument: unknown): Subject {
  if (argument instanceof TreeRow) return argument.node.subject;
  if (argument instanceof vscode.Uri && argument.scheme === JOB_SCHEME) {
    const job = context.model().jobs.find((it) => it.id === jobOfPath(argument.path));
    return job === undefined ? { kind: 'none' } : { kind: 'job', jobId: job.id, project: job.project };
  }
  return isSubject(argument) ? argument : { kind: 'none' };
}

function isSubject(argument: unknown): argument is Subject {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'kind' in argument &&
    typeof argument.kind === 'string'
  );
}
