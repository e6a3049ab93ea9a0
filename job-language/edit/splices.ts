import { isMap, isNode, isScalar, type Pair, type Scalar, type YAMLMap } from 'yaml';
import { plainScalar } from '../source/plain-scalar.ts';
import { type EditedMap, entryLines, yamlScalar } from './edited-value.ts';
import { pairOf } from './job-node.ts';

/** A part of a text to be replaced. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function spliced(text: string, splices: readonly Splice[]): string {
  const fromEnd = [...splices].sort((a, b) => b.start - a.start || b.end - a.end);
  return fromEnd.reduce(
    (result, { start, end, text: part }) => result.slice(0, start) + part + result.slice(end),
    text,
  );
}

/** Returns the smallest replacements that make these changes to a block map. */
export function mapSplices(text: string, map: YAMLMap, changes: EditedMap): Splice[] {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const indentation = columnOf(text, map.range?.[0] ?? 0);
  const added: string[] = [];
  const splices: Splice[] = [];
  for (const [key, change] of Object.entries(changes)) {
    const pair = pairOf(map, key);
    if (change === undefined) {
      if (pair !== undefined) splices.push(removal(text, pair));
    } else if (pair === undefined) {
      added.push(...entryLines(key, change, indentation));
    } else if (typeof change !== 'object') {
      splices.push(replacement(text, pair, yamlScalar(change)));
    } else if (isMap(pair.value) && !pair.value.flow) {
      splices.push(...mapSplices(text, pair.value, change));
    } else {
      const lines = entryLines(key, change, indentation).slice(1);
      splices.push(replacement(text, pair, newline + lines.join(newline)));
    }
  }
  if (added.length > 0)
    splices.push(insertion(text, map, added.map((line) => line + newline).join(''), newline));
  return splices;
}

/**
 * Returns the smallest replacement that changes the text of a scalar. Undefined if the scalar is written with escapes
 * or line folding, or if the scalar has no quotes and the new text needs them.
 */
export function innerSplice(text: string, scalar: Scalar, after: string): Splice | undefined {
  const { range, type, value } = scalar;
  if (!range || typeof value !== 'string' || value === '') return undefined;
  if (type === 'PLAIN' && plainScalar(after) !== after) return undefined;
  const at = text.slice(range[0], range[1]).indexOf(value);
  if (at === -1) return undefined;
  const start = range[0] + at;
  return { start, end: start + value.length, text: after };
}

/**
 * Returns the splice that inserts lines before `sequence` and its comments, or at the end if `sequence` is absent or
 * the first key.
 */
function insertion(text: string, map: YAMLMap, lines: string, newline: string): Splice {
  const sequence = pairOf(map, 'sequence');
  const position = sequence === undefined ? -1 : map.items.indexOf(sequence);
  const before = map.items[position - 1];
  if (position > 0 && before !== undefined) {
    const start = lineAfter(text, endOf(before));
    return { start, end: start, text: lines };
  }
  const last = map.items.at(-1);
  const start = last === undefined ? text.length : lineAfter(text, endOf(last));
  const endsLine = start === 0 || text.charAt(start - 1) === '\n';
  return { start, end: start, text: endsLine ? lines : newline + lines };
}

function replacement(text: string, pair: Pair, value: string): Splice {
  const range = isNode(pair.value) ? pair.value.range : undefined;
  if (range && range[1] > range[0]) {
    const end = text.charAt(range[1] - 1) === '\n' ? range[1] - 1 : range[1];
    return { start: range[0], end, text: value };
  }
  const colon = text.indexOf(':', keyEnd(pair)) + 1;
  return {
    start: colon,
    end: colon,
    text: value.startsWith('\n') || value.startsWith('\r') ? value : ` ${value}`,
  };
}

/** Returns the splice that removes the lines of an entry. */
function removal(text: string, pair: Pair): Splice {
  const keyStart = isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
  return { start: text.lastIndexOf('\n', keyStart - 1) + 1, end: lineAfter(text, endOf(pair)), text: '' };
}

function endOf(pair: Pair): number {
  const range = isNode(pair.value) ? pair.value.range : undefined;
  return range?.[1] ?? keyEnd(pair);
}

function keyEnd(pair: Pair): number {
  return isScalar(pair.key) ? (pair.key.range?.[1] ?? 0) : 0;
}

/** Returns the start of the first line that begins at or after an offset. */
function lineAfter(text: string, offset: number): number {
  if (offset > 0 && text.charAt(offset - 1) === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

/** Returns the column of an offset, from 0. */
export function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}
