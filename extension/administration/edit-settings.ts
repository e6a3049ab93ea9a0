import type { Command } from '../commands/command.ts';

/** Opens the settings of the coordinator as a document; saving it changes them. */
export const editSettings: Command = (context) => context.editor.openSettings();
