import type { ReplicaOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../commands/command.ts';
import { pickReach, type Reach, reachText } from './pick-reach.ts';

type Act = 'pause' | 'resume' | 'drain';

/** A command that lets runners, or single replicas of them, take new work or not. */
function settingIntake(act: Act, title: string): Command {
  return async (context, subject, selected) => {
    const reach = await pickReach(context, subject, selected, title);
    if (reach.length === 0) return;
    if (act === 'drain') {
      const sure = await context.prompts.confirm({
        message: `Drain ${reachText(reach)}?`,
        detail: `${reach.length === 1 ? 'It takes no new work, finishes what it holds, and ends.' : 'They take no new work, finish what they hold, and end.'} Starting again is up to the host.`,
        verb: 'Drain',
      });
      if (!sure) return;
    }
    const client = clientOf(context);
    const still: Reach[] = [];
    for (const it of reach) {
      const { replicas } = await client.setIntake(callOf(it, act));
      if (act === 'resume') still.push(...pausedStill(it, replicas));
    }
    if (still.length > 0) await offerToResume(context, still);
  };
}

function callOf({ runner, replica }: Reach, act: Act) {
  const one = replica === undefined ? {} : { replica };
  return { params: { runner: runner.id }, body: { act, ...one } };
}

/** What keeps a resumed runner or replica from taking work: replicas paused on their own, or the pause of the runner. */
function pausedStill({ runner, replica }: Reach, replicas: readonly ReplicaOverview[]): readonly Reach[] {
  const paused = replicas.filter((it) => it.paused && (replica === undefined || it.id === replica));
  if (replica === undefined) return paused.map(({ id }) => ({ runner, replica: id }));
  return paused.length === 0 ? [] : [{ runner }];
}

async function offerToResume(context: CommandContext, still: readonly Reach[]): Promise<void> {
  const pressed = await context.prompts.warn(`A pause of ${reachText(still)} still stands.`, 'Resume Too');
  if (pressed === undefined) return;
  for (const it of still) await clientOf(context).setIntake(callOf(it, 'resume'));
}

export const pauseRunner: Command = settingIntake('pause', 'Pause Runner or Replica');

export const resumeRunner: Command = settingIntake('resume', 'Resume Runner or Replica');

export const drainRunner: Command = settingIntake('drain', 'Drain Runner or Replica');
