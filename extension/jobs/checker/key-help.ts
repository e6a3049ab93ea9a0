import type { KnownKey } from '../../../job-language/keys/known-key.ts';
import { KNOWN_KEYS, knownKey } from '../../../job-language/keys/known-keys.ts';
import { isListKey } from './item-at.ts';
import { type KeyAt, keyAt, keysBeside } from './key-at.ts';

/** The description of a key of the job format. Columns count from 0. */
export interface KeyHelp {
  readonly key: string;
  readonly description: string;
  readonly column: number;
}

/** A key that can complete a line. */
export interface KeyChoice extends KeyHelp {
  /** The text to insert, in the snippet syntax of VS Code. Lines after the first are relative to the indentation. */
  readonly insert: string;
  /** Whether completion continues after the key: with a listed value, or with the keys of the map below. */
  readonly continues: boolean;
}

/** Returns the description of the key in a line; undefined if the job format does not have it. */
export function keyHelpAt(lines: readonly string[], line: number): KeyHelp | undefined {
  const at = keyAt(lines, line);
  const known = at?.isWhole ? knownKey(at.place, at.key) : undefined;
  return at === undefined || known === undefined ? undefined : helpOf(known, at.column);
}

/**
 * Returns the keys that can complete a line, without those that the map already has. Keys without an effect are last.
 */
export function keyChoicesAt(lines: readonly string[], line: number): readonly KeyChoice[] {
  const at = keyAt(lines, line);
  if (at === undefined || at.isWhole) return [];
  const beside = keysBeside(lines, line, at.column);
  const choices = KNOWN_KEYS.filter(({ place, key }) => place === at.place && !beside.has(key));
  const executed = choices.filter(({ status }) => status === 'executed');
  const others = choices.filter(({ status }) => status !== 'executed');
  return [...executed, ...others].map((known) => choiceOf(known, at));
}

function choiceOf(known: KnownKey, { column, indentation }: KeyAt): KeyChoice {
  const { place, key, below, choices, values } = known;
  const help = helpOf(known, column);
  if (below === undefined)
    return { ...help, insert: `${key}: `, continues: choices !== undefined || values.length > 0 };
  const inner = ' '.repeat(column - indentation);
  const start = isListKey(place, key) ? `${inner}- ` : `${inner}  `;
  return { ...help, insert: `${key}:\n${start}$0`, continues: true };
}

function helpOf({ key, description, status, difference = '' }: KnownKey, column: number): KeyHelp {
  const ignored = status === 'ignored' ? 'Outrunner keeps this key, but ignores it.' : '';
  const parts = [description, ignored, difference];
  return { key, description: parts.filter((part) => part !== '').join('\n\n'), column };
}
