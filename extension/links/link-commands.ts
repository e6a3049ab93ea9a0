import * as l10n from '@vscode/l10n';
import { explain, OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ExecutionId, JobId } from '../../protocol/ids.ts';
import type { Command, CommandContext } from '../commands/command.ts';
import { pickExecution } from '../commands/pick.ts';
import { nameOfOutput } from '../executions/output/pick-output.ts';
import type { Subject } from '../tree/tree-node.ts';
import { type Link, linkPath, parseLink } from './link.ts';

/** Copies a link to a job, to an execution, or to the line of the cursor in an output. */
export const copyLink: Command = async (context, subject) => {
  const link = await linkOf(context, subject);
  if (link === undefined) return;
  const { editor, prompts } = context;
  await editor.copy(editor.linkTo(linkPath(link)));
  await prompts.inform(l10n.t('Link copied. It works in windows that are connected to this coordinator.'));
};

async function linkOf(context: CommandContext, subject: Subject): Promise<Link | undefined> {
  if (subject.kind === 'job') return { kind: 'job', job: JobId.parse(subject.jobId) };
  const active = subject.kind === 'none' ? context.editor.activeOutput() : undefined;
  if (active !== undefined && active.node === undefined) {
    const line = await context.outputs.numberOf(active);
    return { kind: 'line', execution: active.execution, line };
  }
  const execution = await pickExecution(context, subject, l10n.t('Copy Link'), () => true);
  return execution && { kind: 'execution', execution: execution.id };
}

/** Shows the object of a link. Links only show objects: they never run or change anything. */
export async function showLinkedObject(
  context: CommandContext,
  uri: { readonly path: string; readonly query: string },
): Promise<void> {
  const link = parseLink(uri);
  if (link === undefined) {
    await context.prompts.error(
      l10n.t('The link "{0}" is not a link to a job, an execution or a line of output.', uri.path),
    );
    return;
  }
  try {
    await show(context, link);
  } catch (error) {
    await context.prompts.error(explain(error));
  }
}

async function show(context: CommandContext, link: Link): Promise<void> {
  if ((await context.connection.settledClient()) === undefined) throw new OutrunnerError('not-connected');
  const { editor, outputs } = context;
  switch (link.kind) {
    case 'job': {
      const job = context.model().jobs.find(({ id }) => id === link.job);
      if (job === undefined) throw new OutrunnerError('not-found', { kind: 'Job', name: link.job });
      return editor.openJob(job);
    }
    case 'execution':
      editor.openExecutionPanel(ExecutionId.parse(link.execution));
      return;
    case 'line': {
      const { execution } = link;
      const { part, line } = await outputs.placeOf({ execution }, link.line);
      const name = nameOfOutput(context, execution);
      return editor.showOutput({ execution, part }, { name, at: { line, text: '' } });
    }
  }
}
