import { ExecutionId } from '../../../protocol/ids.ts';
import type { CommandContext } from '../../commands/command.ts';
import { pickExecution } from '../../commands/pick.ts';
import { shortExecutionName } from '../../model/display-text.ts';
import type { Subject } from '../../tree/tree-node.ts';
import type { OutputSelection } from './output-address.ts';

/** Returns the output of the subject or of the active editor, otherwise asks for an execution. */
export async function pickOutput(
  context: CommandContext,
  subject: Subject,
  title: string,
): Promise<OutputSelection | undefined> {
  if (subject.kind === 'execution') return { execution: ExecutionId.parse(subject.executionId) };
  const active = subject.kind === 'none' ? context.editor.activeOutput() : undefined;
  if (active !== undefined) return { execution: active.execution, node: active.node };
  const execution = await pickExecution(context, subject, title, () => true);
  return execution && { execution: execution.id };
}

/** Returns the name of an execution, as documents with its output show it. */
export function nameOfOutput({ model }: CommandContext, id: ExecutionId): string {
  const execution = model().executions.find((it) => it.id === id);
  return execution === undefined ? `#${id}` : `#${id} ${shortExecutionName(execution)}`;
}
