import type { Choice } from '../format/key-notes.ts';
import type { Completion } from './completion.ts';
import { rangeInLine, type TextPosition, type TextRange } from './text-range.ts';
import type { ValueAt } from './value-at.ts';

/** Returns the choices that match the word at the position. Without separators, the word is the whole value. */
export function wordCompletions(
  value: ValueAt,
  position: TextPosition,
  kind: Completion['kind'],
  choices: readonly Choice[],
  separators?: RegExp,
): Completion[] {
  const { word, range } = wordAt(value, position, separators);
  return choices
    .filter(([choice]) => isMatch(word, choice))
    .map(([label, detail]) => ({ kind, label, insert: label, detail, range }));
}

/** Returns the part of a value, between two separators, that contains the position. Without separators, returns all. */
export function wordAt(
  value: ValueAt,
  { column }: TextPosition,
  separators = /(?!)/,
): { word: string; range: TextRange } {
  const start = value.before.length - (value.before.split(separators).at(-1)?.length ?? 0);
  const word = value.before.slice(start);
  const rest = value.after.split(separators)[0] ?? '';
  return { word, range: rangeInLine(value.line, column - word.length, column + rest.length) };
}

/** Returns whether a text contains all characters of a word, in the order of the word. Ignores letter case. */
export function isMatch(word: string, text: string): boolean {
  const lowerCase = text.toLowerCase();
  let from = 0;
  for (const character of word.trim().toLowerCase()) {
    const found = lowerCase.indexOf(character, from);
    if (found === -1) return false;
    from = found + character.length;
  }
  return true;
}
