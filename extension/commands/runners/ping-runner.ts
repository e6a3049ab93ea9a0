import { pingRunner as askForSign } from '../../../protocol/client/ping-runner.ts';
import { type Command, clientOf } from '../command.ts';
import { pickReach, reachText } from './pick-reach.ts';

/** Asks runners, or single replicas of them, for a sign of life, all at once, and tells what each answered. */
export const pingRunner: Command = async (context, subject, selected) => {
  const { prompts } = context;
  const reach = await pickReach(context, subject, selected, 'Ping Runner or Replica');
  if (reach.length === 0) return;
  const client = clientOf(context);
  const answers = await prompts.progress({
    title: `Pinging ${reachText(reach)}`,
    run: (_, signal) =>
      Promise.all(
        reach.map(async ({ runner, replica }) => ({
          ...(await askForSign(client, runner.id, { replica, signal })),
          name: runner.name,
        })),
      ),
  });
  if (answers === undefined) return;
  const message = answers.map((answer) => `${answer.name}: ${answer.message}`).join(' · ');
  await (answers.some(({ iserror }) => iserror) ? prompts.warn(message) : prompts.inform(message));
};
