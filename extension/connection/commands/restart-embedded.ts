import type { Command } from '../../commands/command.ts';

/** Stops and starts the embedded coordinator. Running steps continue meanwhile. */
export const restartEmbedded: Command = async ({ connection, embedded }) =>
  connection.around(() => embedded.stop());
