import { KeyFailure } from './key-provider.ts';

/**
 * Decodes a key for use in steps. Removes the newline after a single line, because editors add one. Multi-line text,
 * such as a private key, is unchanged. Errors contain `place`.
 */
export function keyText(bytes: Uint8Array, place: string): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new KeyFailure('unusable', `${place} does not contain UTF-8 text`, 'Store it in base64.');
  }
  const line = text.replace(/\r?\n$/, '');
  const key = line.includes('\n') ? text : line;
  if (key === '') throw new KeyFailure('unusable', `${place} is empty`, 'Write the key there.');
  if (key.includes('\0'))
    throw new KeyFailure(
      'unusable',
      `${place} contains a NUL character, which cannot be passed to a step`,
      'Remove it.',
    );
  return key;
}
