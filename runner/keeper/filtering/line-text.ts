import { isUtf8 } from 'node:buffer';
import type { LinePiece } from './line-splitter.ts';

/** How to read a piece as text so that the same bytes come back: what is no UTF-8 as Latin-1, each byte a character. */
export function textEncoding({ bytes, start, textEnd, isUtf8: known }: LinePiece): 'utf8' | 'latin1' {
  return known || isUtf8(bytes.subarray(start, textEnd)) ? 'utf8' : 'latin1';
}
