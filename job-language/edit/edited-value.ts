import { isRecord } from '../../support/records/is-record.ts';
import { plainScalar } from '../source/plain-scalar.ts';

/** The new value of a key: a string, a boolean, a map of changes, or undefined to remove the key. */
export type EditedValue = string | boolean | EditedMap | undefined;

export interface EditedMap {
  readonly [key: string]: EditedValue;
}

/** Returns the plain value of a map after the edit. */
export function valueAfter(before: unknown, changes: EditedMap): Record<string, unknown> {
  const after: Record<string, unknown> = { ...(isRecord(before) ? before : {}) };
  for (const [key, change] of Object.entries(changes)) {
    if (change === undefined) delete after[key];
    else if (typeof change === 'object') after[key] = valueAfter(after[key], change);
    else after[key] = String(change);
  }
  return after;
}

/** Formats a string or a boolean as a single-line YAML scalar that parses back to the same value. */
export function yamlScalar(text: string | boolean): string {
  if (typeof text === 'boolean') return String(text);
  const isPlain = /^[A-Za-z][A-Za-z0-9_-]*$/.test(text) && plainScalar(text) === text;
  if (isPlain) return text;
  return /^[\x20-\x7e]*$/.test(text) ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}

/** Formats `key: value` as indented lines of a block map. */
export function entryLines(key: string, value: string | boolean | EditedMap, indentation: number): string[] {
  const margin = ' '.repeat(indentation);
  if (typeof value !== 'object') return [`${margin}${key}: ${yamlScalar(value)}`];
  const inner = Object.entries(value).flatMap(([innerKey, innerValue]) =>
    innerValue === undefined ? [] : entryLines(innerKey, innerValue, indentation + 2),
  );
  return [`${margin}${key}:`, ...inner];
}
