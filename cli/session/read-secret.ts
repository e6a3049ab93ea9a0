import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { readText } from './read-text.ts';

/**
 * A value that must not stand in an argument: of a file, else of standard input to its end. Throws `usage` where neither
 * is there.
 */
export async function readSecret(file: string | undefined): Promise<string> {
  if (file !== undefined && file !== '-') return readText(file);
  if (process.stdin.isTTY) {
    throw new OutrunnerError('usage', {
      problem: 'No value is given.',
      remedy: 'Give it on standard input, or in a file with --file FILE.',
    });
  }
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}
