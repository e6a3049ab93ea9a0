import type { Command } from '../../commands/command.ts';
import { counted } from '../../model/display-text.ts';

/** Stops the embedded coordinator for all windows, after a confirmation that names the running executions. */
export const stopEmbedded: Command = async ({ connection, embedded, model, prompts }) => {
  const running = model().executions.filter((execution) => execution.status === 'running').length;
  const stop = await prompts.confirm({
    message: 'Stop the embedded coordinator?',
    detail:
      running === 0
        ? 'All windows that use it are disconnected. No data is lost, and you can start it again at any time.'
        : `${counted(running, 'execution')} running. Their steps continue on the runners, and their output arrives when the coordinator starts again.`,
    verb: 'Stop',
  });
  if (!stop) return;
  await connection.disconnect();
  await embedded.stop();
};
