import { KeyFailure } from './key-provider.ts';

/**
 * A key as steps get it. The newline that an editor puts after a single line is left out; a text of several lines, such
 * as a private key, stays as it is. `place` is named in failures.
 */
export function keyText(bytes: Uint8Array, place: string): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new KeyFailure('unusable', `${place} holds no text in UTF-8`, 'Store it in base64.');
  }
  const line = text.replace(/\r?\n$/, '');
  const key = line.includes('\n') ? text : line;
  if (key === '') throw new KeyFailure('unusable', `${place} is empty`, 'Write the key there.');
  if (key.includes('\0'))
    throw new KeyFailure('unusable', `${place} holds a NUL, which no step can be given`, 'Remove it.');
  return key;
}
