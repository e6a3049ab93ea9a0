import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { toOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { Command, CommandContext } from '../commands/command.ts';
import { type CoordinatorCheck, pinCoordinator } from '../connection/pin-client.ts';
import { subjectOfDocument } from '../editor-actions/open-documents.ts';
import { COMMANDS, type CommandId } from '../ids/commands.ts';
import { JOB_SCHEME } from '../ids/schemes.ts';
import { TRUSTED_COMMANDS } from '../ids/trusted-commands.ts';
import { jobOfAddress } from '../jobs/editor/job-uri.ts';
import type { Subject } from '../tree/tree-node.ts';
import { COMMAND_TABLE } from './command-table.ts';
import { pinnedContext } from './pinned-context.ts';
import { shownError } from './remedies.ts';

/** The commands that accept any YAML file, whether or not it is known to contain jobs. */
const FILE_COMMANDS: ReadonlySet<CommandId> = new Set<CommandId>([
  COMMANDS.compareJobs,
  COMMANDS.pushJobs,
  COMMANDS.pullJobs,
]);
/** The commands that accept any YAML file, and also stored jobs. */
const TEXT_COMMANDS: ReadonlySet<CommandId> = new Set<CommandId>([COMMANDS.runDraft, COMMANDS.previewPlan]);

/**
 * Runs a command. Shows an error to the user, with a button for each command that fixes it.
 *
 * @param check throws if the arguments belong to a previous coordinator of the window. Default: pins the current coordinator
 */
export async function runCommand(
  context: CommandContext,
  id: CommandId,
  on: unknown,
  selected: readonly unknown[],
  check: CoordinatorCheck = pinCoordinator(context.connection),
): Promise<void> {
  if (!vscode.workspace.isTrusted && TRUSTED_COMMANDS.has(id)) {
    await askForTrust(context);
    return;
  }
  await runAction(
    context,
    COMMAND_TABLE[id],
    subjectFor(context, id, on),
    selected.map((it) => subjectOf(context, it)),
    check,
  );
}

/** Runs an action that has no id. Otherwise like {@link runCommand}. */
export async function runAction(
  context: CommandContext,
  action: Command,
  subject: Subject,
  selected: readonly Subject[],
  check: CoordinatorCheck = pinCoordinator(context.connection),
): Promise<void> {
  try {
    check();
    await action(pinnedContext(context, check), subject, selected);
  } catch (error) {
    const shown = shownError(toOutrunnerError(error), subject);
    const buttons = shown.remedies.map(({ button }) => button);
    const pressed = await context.prompts.error(shown.message, ...buttons);
    const remedy = shown.remedies.find(({ button }) => button === pressed);
    if (remedy !== undefined) await runCommand(context, remedy.command, shown.subject, [], check);
  }
}

/** Explains that a command requires a trusted workspace, and opens the editor in which the user can trust it. */
export async function askForTrust({ prompts }: CommandContext): Promise<void> {
  const manage = l10n.t('Manage Workspace Trust');
  const message = l10n.t('Outrunner cannot run, schedule or import anything until you trust this workspace.');
  if ((await prompts.warn(message, manage)) === manage)
    await vscode.commands.executeCommand('workbench.trust.manage');
}

function subjectFor(context: CommandContext, id: CommandId, on: unknown): Subject {
  if (FILE_COMMANDS.has(id)) return subjectOfFile(on);
  const subject = subjectOf(context, on);
  return subject.kind === 'none' && TEXT_COMMANDS.has(id) ? subjectOfFile(on) : subject;
}

/** Returns the subject of a command: that of the row or of the document, otherwise `none`. */
function subjectOf(context: CommandContext, argument: unknown): Subject {
  if (argument instanceof vscode.Uri && argument.scheme === JOB_SCHEME) {
    const job = context.model().jobs.find((it) => it.id === jobOfAddress(argument));
    return job === undefined ? { kind: 'none' } : { kind: 'job', jobId: job.id, project: job.project };
  }
  if (argument instanceof vscode.Uri) return subjectOfDocument(argument) ?? { kind: 'none' };
  return isSubject(argument) ? argument : { kind: 'none' };
}

/** Returns the subject of a command for files of linked folders, whether or not they are open. */
function subjectOfFile(argument: unknown): Subject {
  return argument instanceof vscode.Uri ? { kind: 'document', uri: argument.toString() } : { kind: 'none' };
}

function isSubject(argument: unknown): argument is Subject {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'kind' in argument &&
    typeof argument.kind === 'string'
  );
}
