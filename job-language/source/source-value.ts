import type { Span } from './problem.ts';

/** The place of a value below another one: keys of maps and indexes of lists, from the outside in. */
export type SourcePath = readonly (string | number)[];

export type ScalarValue = string | number | boolean | null;

/** A value of a job file with its position. Aliases are resolved; keys are texts and unique in their map. */
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

/**
 * Returns the position of a path, or of its deepest existing part. With `ofKey`, returns the position of the last key.
 */
export function spanAt(root: SourceValue, path: SourcePath, ofKey = false): Span {
  let value = root;
  let { span } = root;
  for (const part of path) {
    if (value.kind === 'map') {
      const entry = value.entries.find((candidate) => candidate.key === String(part));
      if (entry === undefined) return span;
      value = entry.value;
      span = ofKey || isNull(value) ? entry.keySpan : value.span;
    } else if (value.kind === 'list') {
      const item = value.items[Number(part)];
      if (item === undefined) return span;
      value = item;
      span = item.span;
    }
  }
  return span;
}
