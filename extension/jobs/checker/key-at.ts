import { placeBelow } from '../../../protocol/job/keys/key-places.ts';
import type { KeyPlace } from '../../../protocol/job/keys/known-key.ts';

/** A line that begins a key, perhaps within lists: `  - exec`. */
const KEY_LINE = /^(\s*(?:- +)*)([A-Za-z_][\w.-]*)?(\s*:(?=\s|$))?/;

/** Where a key stands, or begins to be written, in a file of jobs. */
export interface KeyAt {
  readonly place: KeyPlace;
  /** What is written of it. */
  readonly key: string;
  /** Its colon stands there. */
  readonly isWhole: boolean;
  /** Column at which it begins, from 0. */
  readonly column: number;
}

/**
 * The key of a line, by the indentation of the lines above it; undefined within a text, and where no key of the format
 * stands.
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

/** The keys that a line stands under, outermost first. */
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
