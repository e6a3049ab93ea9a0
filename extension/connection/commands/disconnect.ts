import type { Command } from '../../commands/command.ts';

export const disconnect: Command = async ({ connection }) => connection.disconnect();
