import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { utf8Text } from '../../support/text/utf8-text.ts';
import { readFileBytes } from './read-text.ts';

/**
 * Reads a secret from a file, or from standard input without a file. A secret is not accepted as an argument, because
 * other processes can read arguments. Throws `usage` if the file cannot be read, standard input is a terminal, or the
 * content is not UTF-8.
 */
export async function readSecret(file: string | undefined): Promise<string> {
  if (file !== undefined && file !== '-') return asText(await readFileBytes(file), file);
  if (process.stdin.isTTY) {
    throw new OutrunnerError('usage', {
      problem: 'No value was given.',
      remedy: 'Pass it on standard input, or in a file with --file FILE.',
    });
  }
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(Buffer.from(part));
  return asText(Buffer.concat(parts), 'Standard input');
}

function asText(bytes: Uint8Array, place: string): string {
  try {
    return utf8Text(bytes, place);
  } catch (error) {
    throw new OutrunnerError(
      'usage',
      {
        problem: `${place} is not UTF-8 text.`,
        remedy: 'Save it as UTF-8, or a binary key as PEM or base64.',
      },
      { cause: error },
    );
  }
}
