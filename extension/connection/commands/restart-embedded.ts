import type { Command } from '../../commands/command.ts';

/** Ends and starts the embedded coordinator; steps go on meanwhile. */
export const restartEmbedded: Command = async ({ connection, embedded }) =>
  connection.around(() => embedded.stop());
