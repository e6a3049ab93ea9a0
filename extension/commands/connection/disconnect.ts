import type { Command } from '../command.ts';

export const disconnect: Command = async ({ connection }) => connection.disconnect();
