import type { Span } from './problem.ts';

/** The path of a value below another one: keys of maps and indexes of lists, from the outside in. */
export type SourcePath = readonly (string | number)[];

export type ScalarValue = string | number | boolean | null;

/** A value of a job file with its position. Aliases are resolved; keys are strings and unique in their map. */
export type SourceValue = SourceMap | SourceList | SourceScalar;

export interface SourceMap {
  readonly kind: 'map';
  readonly span: Span;
  readonly entries: readonly SourceEntry[];
}

export interface SourceEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: SourceValue;
}

export interface SourceList {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly SourceValue[];
}

export interface SourceScalar {
  readonly kind: 'scalar';
  readonly span: Span;
  readonly value: ScalarValue;
  /** The text in the file, if it differs from the value, as for `yes`, `1.10` and `010`. */
  readonly written: string | undefined;
}

/** Returns the entry of a map with this key; undefined if it is absent or its value is null. */
export function entryOf(value: SourceValue | undefined, key: string): SourceEntry | undefined {
  if (value?.kind !== 'map') return undefined;
  const entry = value.entries.find((candidate) => candidate.key === key);
  return entry === undefined || isNull(entry.value) ? undefined : entry;
}

export function isNull(value: SourceValue): boolean {
  return value.kind === 'scalar' && value.value === null;
}

/** Returns whether a value is empty: null, empty text, false or zero, or maps and lists of such values. */
export function saysNothing(value: SourceValue): boolean {
  if (value.kind === 'map') return value.entries.every((entry) => saysNothing(entry.value));
  if (value.kind === 'list') return value.items.every(saysNothing);
  return ['', '0', 'false', 'null'].includes(String(value.value).trim());
}

/** Converts to a plain JavaScript value, including nulls. */
export function plainValue(value: SourceValue): unknown {
  if (value.kind === 'scalar') return value.value;
  if (value.kind === 'list') return value.items.map(plainValue);
  return Object.fromEntries(value.entries.map((entry) => [entry.key, plainValue(entry.value)]));
}

/** The position of a value, and the part to mark if the value covers several lines. */
export interface SourcePlace {
  readonly span: Span;
  readonly head: Span;
}

/**
 * Returns the position of a path, or of its deepest existing part. With `ofKey`, returns the position of the last key.
 */
export function placeAt(root: SourceValue, path: SourcePath, ofKey = false): SourcePlace {
  let value = root;
  let place = { span: root.span, head: headOf(root) };
  for (const part of path) {
    if (value.kind === 'map') {
      // Where the format has a list, the file may contain a single item instead.
      if (part === 0) continue;
      const entry = value.entries.find((candidate) => candidate.key === part);
      if (entry === undefined) return place;
      value = entry.value;
      place = { span: ofKey || isNull(value) ? entry.keySpan : value.span, head: entry.keySpan };
    } else if (value.kind === 'list') {
      const item = value.items[Number(part)];
      if (item === undefined) return place;
      value = item;
      place = { span: item.span, head: headOf(item) };
    }
  }
  return place;
}

/** Returns a path as the file writes it: without the index of an item that is written without its list. */
export function writtenPath(root: SourceValue, path: SourcePath): SourcePath {
  let value: SourceValue | undefined = root;
  return path.filter((part) => {
    if (value?.kind === 'map' && part === 0) return false;
    value =
      value?.kind === 'map'
        ? value.entries.find(({ key }) => key === part)?.value
        : value?.kind === 'list'
          ? value.items[Number(part)]
          : undefined;
    return true;
  });
}

/** Returns the first key of a map, or the first key in a list. */
function headOf(value: SourceValue): Span {
  if (value.kind === 'map') return value.entries[0]?.keySpan ?? value.span;
  const [first] = value.kind === 'list' ? value.items : [];
  return first === undefined ? value.span : headOf(first);
}
