import { setTimeout as pause } from 'node:timers/promises';
import { type Command, clientOf } from '../command.ts';
import { pickRunner } from '../pick.ts';

/** Between two questions whether a ping was answered. The coordinator ends a ping that nobody answers. */
const ASK_EVERY_MS = 100;

export const pingRunner: Command = async (context, subject) => {
  const runner = await pickRunner(context, subject, 'Ping Runner');
  if (runner === undefined) return;
  const client = clientOf(context);
  const { pingToken } = await client.pingRunner({ params: { runner: runner.id } });
  let result = await client.checkPing({ params: { ping: pingToken } });
  while (!result.completed) {
    await pause(ASK_EVERY_MS);
    result = await client.checkPing({ params: { ping: pingToken } });
  }
  const message = `${runner.name}: ${result.message}`;
  await (result.iserror ? context.prompts.warn(message) : context.prompts.inform(message));
};
