import * as l10n from '@vscode/l10n';
import type { Client } from '../../protocol/client/client.ts';
import { pingAndWait } from '../../protocol/client/ping-runner.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { namesText } from '../model/display-text.ts';
import { pickTargets, type RunnerTarget, targetsText } from './pick-targets.ts';

/** Maximum number of concurrent pings. Each ping polls for its answer several times a second. */
const MAX_CONCURRENT = 16;
/** Maximum number of answers that are shown in full. */
const MOST_SHOWN = 5;

interface Answer {
  readonly name: string;
  readonly message: string;
  readonly iserror: boolean;
}

/** Pings runners or single replicas concurrently, and shows their answers. */
export const pingRunner: Command = async (context, subject, selected) => {
  const { prompts } = context;
  const targets = await pickTargets(context, subject, selected, l10n.t('Ping Runner or Replica'));
  if (targets.length === 0) return;
  const client = clientOf(context);
  const answers = await prompts.progress({
    title: l10n.t('Pinging {0}', targetsText(targets)),
    run: (report, signal) => pingAll(client, targets, () => report(100 / targets.length), signal),
  });
  if (answers === undefined) return;
  const message = summaryOf(answers);
  await (answers.some(({ iserror }) => iserror) ? prompts.warn(message) : prompts.inform(message));
};

async function pingAll(
  client: Client,
  targets: readonly RunnerTarget[],
  onAnswer: () => void,
  signal: AbortSignal,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const left = targets.entries();
  const pingNext = async () => {
    for (const [index, { runner, replica }] of left) {
      const { message, iserror } = await pingAndWait(client, runner.id, { replica, signal });
      answers[index] = { name: runner.name, message, iserror };
      onAnswer();
    }
  };
  await Promise.all(Array.from({ length: Math.min(MAX_CONCURRENT, targets.length) }, pingNext));
  return answers;
}

function summaryOf(answers: readonly Answer[]): string {
  if (answers.length <= MOST_SHOWN)
    return answers.map((answer) => `${answer.name}: ${answer.message}`).join(' · ');
  const failed = answers.filter(({ iserror }) => iserror);
  if (failed.length === 0) return l10n.t('All {0} pings were answered.', answers.length);
  const names = namesText(failed.map(({ name }) => name));
  return l10n.t('{0} of {1} pings failed: {2}.', failed.length, answers.length, names);
}
