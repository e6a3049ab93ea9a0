import { KeyFailure } from './key-provider.ts';

/**
 * Returns a key as steps get it. The newline after a single line is removed, because editors add it. A text of several
 * lines, such as a private key, is returned unchanged. Failures name `place`.
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
