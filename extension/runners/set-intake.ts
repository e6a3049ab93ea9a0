import * as l10n from '@vscode/l10n';
import type { ReplicaOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../commands/command.ts';
import { pickTargets, type RunnerTarget, targetsText } from './pick-targets.ts';

type Act = 'pause' | 'resume' | 'drain';

/** Creates a command that pauses, resumes or drains runners or single replicas. */
function intakeCommand(act: Act, title: () => string): Command {
  return async (context, subject, selected) => {
    const targets = await pickTargets(context, subject, selected, title());
    if (targets.length === 0) return;
    if (act === 'drain') {
      const sure = await context.prompts.confirm({
        message: l10n.t('Drain {0}?', targetsText(targets)),
        detail:
          targets.length === 1
            ? l10n.t(
                'It takes no new work, finishes its running operations and exits. Only the host can start it again.',
              )
            : l10n.t(
                'They take no new work, finish their running operations and exit. Only the host can start them again.',
              ),
        verb: l10n.t('Drain'),
      });
      if (!sure) return;
    }
    const client = clientOf(context);
    const still: RunnerTarget[] = [];
    for (const it of targets) {
      const { replicas } = await client.setIntake(callOf(it, act));
      if (act === 'resume') still.push(...stillPaused(it, replicas));
    }
    if (still.length > 0) await offerToResume(context, still);
  };
}

function callOf({ runner, replica }: RunnerTarget, act: Act) {
  const one = replica === undefined ? {} : { replica };
  return { params: { runner: runner.id }, body: { act, ...one } };
}

/**
 * Returns the targets that keep a resumed target paused: replicas that are paused themselves, or the runner of a
 * replica.
 */
function stillPaused(
  { runner, replica }: RunnerTarget,
  replicas: readonly ReplicaOverview[],
): readonly RunnerTarget[] {
  const paused = replicas.filter((it) => it.paused && (replica === undefined || it.id === replica));
  if (replica === undefined) return paused.map(({ id }) => ({ runner, replica: id }));
  return paused.length === 0 ? [] : [{ runner }];
}

async function offerToResume(context: CommandContext, still: readonly RunnerTarget[]): Promise<void> {
  const pressed = await context.prompts.warn(
    l10n.t('Still paused: {0}.', targetsText(still)),
    l10n.t('Resume'),
  );
  if (pressed === undefined) return;
  for (const it of still) await clientOf(context).setIntake(callOf(it, 'resume'));
}

export const pauseRunner: Command = intakeCommand('pause', () => l10n.t('Pause Runner or Replica'));

export const resumeRunner: Command = intakeCommand('resume', () => l10n.t('Resume Runner or Replica'));

export const drainRunner: Command = intakeCommand('drain', () => l10n.t('Drain Runner or Replica'));
