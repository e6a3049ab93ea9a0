import * as vscode from 'vscode';
import { explain } from '../../protocol/errors/outrunner-error.ts';
import { subjectOfDocument } from '../host/open-documents.ts';
import type { CommandId } from '../ids/commands.ts';
import { JOB_SCHEME } from '../ids/schemes.ts';
import { jobOfAddress } from '../jobs/job-uri.ts';
import type { Subject } from '../views/tree-node.ts';
import type { CommandContext } from './command.ts';
import { COMMAND_TABLE } from './command-table.ts';

/** Runs a command of the table. What it throws is shown to the person, with its remedy. */
export async function runCommand(
  context: CommandContext,
  id: CommandId,
  on: unknown,
  selected: readonly unknown[],
): Promise<void> {
  try {
    await COMMAND_TABLE[id](
      context,
      subjectOf(context, on),
      selected.map((it) => subjectOf(context, it)),
    );
  } catch (error) {
    await context.prompts.error(explain(error));
  }
}

/** What a command is called on: a row's subject, the document of a job, or nothing. */
function subjectOf(context: CommandContext, argument: unknown): Subject {
  if (argument instanceof vscode.Uri && argument.scheme === JOB_SCHEME) {
    const job = context.model().jobs.find((it) => it.id === jobOfAddress(argument));
    return job === undefined ? { kind: 'none' } : { kind: 'job', jobId: job.id, project: job.project };
  }
  if (argument instanceof vscode.Uri) return subjectOfDocument(argument) ?? { kind: 'none' };
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
