import { isUtf8 } from 'node:buffer';

/** A line as text, in an encoding that gives the same bytes back. */
export interface LineText {
  readonly text: string;
  readonly encoding: 'utf8' | 'latin1';
}

/** Bytes that are no UTF-8 are read as Latin-1, each a character, so that none of them changes. */
export function lineText(bytes: Buffer): LineText {
  const encoding = isUtf8(bytes) ? 'utf8' : 'latin1';
  return { text: bytes.toString(encoding), encoding };
}
