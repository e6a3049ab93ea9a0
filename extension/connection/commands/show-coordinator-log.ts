import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Command } from '../../commands/command.ts';

/** Opens the embedded coordinator's log, and creates an empty one if there is none. */
export const showCoordinatorLog: Command = async ({ editor, embedded }) => {
  await mkdir(dirname(embedded.logFile), { recursive: true });
  await (await open(embedded.logFile, 'a', 0o600)).close();
  await editor.openFile(embedded.logFile);
};
