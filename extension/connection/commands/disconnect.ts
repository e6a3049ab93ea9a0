import type { Command } from '../../commands/command.ts';

/** Disconnects from the coordinator and deletes the saved choice. */
export const disconnect: Command = async ({ connection }) => connection.disconnect();
