import { readFile } from 'node:fs/promises';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';

/**
 * Reads a file from the arguments of a command.
 *
 * @throws OutrunnerError `usage` when it cannot be read
 */
export async function readTextFile(file: string): Promise<string> {
  return (await readFileBytes(file)).toString('utf8');
}

/** Like {@link readTextFile}, but returns the bytes. */
export async function readFileBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new OutrunnerError('usage', {
      problem: `${file} cannot be read: ${problemOf(error)}.`,
      remedy: '',
    });
  }
}
