import { ReplicaId } from '../../../protocol/ids.ts';
import type { Subject } from '../../views/tree-node.ts';
import { type Command, type CommandContext, clientOf } from '../command.ts';
import { pickRunner } from '../pick.ts';

/** Lets the runner, or the one replica of the row, take new work or not. */
async function setIntake(
  context: CommandContext,
  subject: Subject,
  act: 'pause' | 'resume' | 'drain',
  title: string,
): Promise<void> {
  const runner = await pickRunner(context, subject, title);
  if (runner === undefined) return;
  const one = subject.kind === 'replica' ? { replica: ReplicaId.parse(subject.replicaId) } : {};
  if (act === 'drain') {
    const whose = 'replica' in one ? 'one replica of' : 'every replica of';
    const sure = await context.prompts.confirm({
      message: `Drain ${whose} runner "${runner.name}"?`,
      detail: 'It takes no new work, finishes what it holds, and ends. Starting it again is up to its host.',
      verb: 'Drain',
    });
    if (!sure) return;
  }
  await clientOf(context).setIntake({ params: { runner: runner.id }, body: { act, ...one } });
}

export const pauseRunner: Command = (context, subject) =>
  setIntake(context, subject, 'pause', 'Pause Runner');

export const resumeRunner: Command = (context, subject) =>
  setIntake(context, subject, 'resume', 'Resume Runner');

export const drainRunner: Command = (context, subject) =>
  setIntake(context, subject, 'drain', 'Drain Runner');
