import type { Command } from '../../commands/command.ts';

/** Ends the embedded coordinator for all windows, after saying what that interrupts. */
export const stopEmbedded: Command = async ({ connection, embedded, model, prompts }) => {
  const running = model().executions.filter((execution) => execution.status === 'running').length;
  const stop = await prompts.confirm({
    message: 'Stop the embedded coordinator?',
    detail:
      running === 0
        ? 'All windows that use it are disconnected. Nothing is lost; start it again at any time.'
        : `${running} running: their steps go on where they run, and their output arrives once it is started again.`,
    verb: 'Stop',
  });
  if (!stop) return;
  await connection.disconnect();
  await embedded.stop();
};
