import type { Command } from '../../commands/command.ts';

/** Starts the embedded coordinator, or connects to the one that another window started. */
export const startEmbedded: Command = async ({ connection, prompts }) => {
  const state = await connection.connect({ kind: 'embedded' });
  if (state.kind === 'refused' || state.kind === 'unreachable') await prompts.error(state.problem);
};
