import { readFile } from 'node:fs/promises';
import { OutrunnerError, problemOf } from '../../protocol/errors/outrunner-error.ts';

/**
 * The text of a file that a command was given.
 *
 * @throws OutrunnerError `usage` when it cannot be read
 */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new OutrunnerError('usage', {
      problem: `${file} cannot be read: ${problemOf(error)}.`,
      remedy: '',
    });
  }
}
