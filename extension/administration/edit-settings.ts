import type { Command } from '../commands/command.ts';

/** Opens the coordinator's settings as a document. */
export const editSettings: Command = (context) => context.editor.openSettings();
