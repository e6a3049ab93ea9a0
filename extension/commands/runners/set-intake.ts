import { type Command, clientOf } from '../command.ts';
import { pickReach, reachText } from './pick-reach.ts';

/** A command that lets runners, or single replicas of them, take new work or not. */
function settingIntake(act: 'pause' | 'resume' | 'drain', title: string): Command {
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
    for (const { runner, replica } of reach) {
      const one = replica === undefined ? {} : { replica };
      await client.setIntake({ params: { runner: runner.id }, body: { act, ...one } });
    }
  };
}

export const pauseRunner: Command = settingIntake('pause', 'Pause Runner or Replica');

export const resumeRunner: Command = settingIntake('resume', 'Resume Runner or Replica');

export const drainRunner: Command = settingIntake('drain', 'Drain Runner or Replica');
