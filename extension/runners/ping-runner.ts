import type { Client } from '../../protocol/client/client.ts';
import { pingRunner as askForSign } from '../../protocol/client/ping-runner.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { counted, namesText } from '../model/display-text.ts';
import { pickReach, type Reach, reachText } from './pick-reach.ts';

/** Pings that are waited for at once; each asks several times a second whether it was answered. */
const AT_ONCE = 16;
/** As many answers are told word by word. */
const MOST_TOLD = 5;

interface Answer {
  readonly name: string;
  readonly message: string;
  readonly iserror: boolean;
}

/** Asks runners, or single replicas of them, for a sign of life, many at once, and tells what each answered. */
export const pingRunner: Command = async (context, subject, selected) => {
  const { prompts } = context;
  const reach = await pickReach(context, subject, selected, 'Ping Runner or Replica');
  if (reach.length === 0) return;
  const client = clientOf(context);
  const answers = await prompts.progress({
    title: `Pinging ${reachText(reach)}`,
    run: (report, signal) => pingAll(client, reach, () => report(100 / reach.length), signal),
  });
  if (answers === undefined) return;
  const message = told(answers);
  await (answers.some(({ iserror }) => iserror) ? prompts.warn(message) : prompts.inform(message));
};

async function pingAll(
  client: Client,
  reach: readonly Reach[],
  onAnswer: () => void,
  signal: AbortSignal,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const left = reach.entries();
  const pingNext = async () => {
    for (const [index, { runner, replica }] of left) {
      const { message, iserror } = await askForSign(client, runner.id, { replica, signal });
      answers[index] = { name: runner.name, message, iserror };
      onAnswer();
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, reach.length) }, pingNext));
  return answers;
}

function told(answers: readonly Answer[]): string {
  if (answers.length <= MOST_TOLD)
    return answers.map((answer) => `${answer.name}: ${answer.message}`).join(' · ');
  const silent = answers.filter(({ iserror }) => iserror);
  const all = counted(answers.length, 'ping');
  if (silent.length === 0) return `All ${all} were answered.`;
  return `${silent.length} of ${all} failed: ${namesText(silent.map(({ name }) => name))}.`;
}
