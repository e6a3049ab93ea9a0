import { type KeyPlace, placeBelow } from '../../../job-language/keys/key-places.ts';

/** The start of a line that contains a key, possibly in a list: `  - exec`. */
const KEY_LINE = /^(\s*(?:- +)*)([A-Za-z_][\w.-]*)?(\s*:(?=\s|$))?/;

/** The position of a complete or partial key in a job file. */
export interface KeyAt {
  readonly place: KeyPlace;
  /** The characters of the key so far. */
  readonly key: string;
  /** Whether a colon follows the key. */
  readonly isWhole: boolean;
  /** The first column of the key, from 0. */
  readonly column: number;
}

/**
 * Finds the key in a line, and determines its place from the indentation of the lines above. Returns undefined within a
 * block of text, and where the job format has no keys.
 */
export function keyAt(lines: readonly string[], line: number): KeyAt | undefined {
  const [whole = '', before = '', key = '', colon] = KEY_LINE.exec(lines[line] ?? '') ?? [];
  const rest = (lines[line] ?? '').slice(whole.length).trim();
  if (colon === undefined && rest !== '') return undefined;
  const place = placeOf(parentsOf(lines, line, before.length));
  return place === undefined
    ? undefined
    : { place, key, isWhole: colon !== undefined, column: before.length };
}

/** Returns the keys that enclose a line, outermost first. */
function parentsOf(lines: readonly string[], line: number, column: number): readonly string[] {
  const parents: string[] = [];
  let limit = column;
  for (let above = line - 1; above >= 0 && limit > 0; above -= 1) {
    const text = lines[above] ?? '';
    if (/^\s*(?:#|$)/.test(text)) continue;
    const [, before = '', key = '', colon] = KEY_LINE.exec(text) ?? [];
    if (before.length >= limit) continue;
    limit = before.length;
    parents.unshift(colon === undefined ? '' : key);
  }
  return parents;
}

function placeOf(parents: readonly string[]): KeyPlace | undefined {
  let place: KeyPlace | undefined = 'job';
  for (const key of parents) place = place === undefined ? undefined : placeBelow(place, key);
  return place;
}
