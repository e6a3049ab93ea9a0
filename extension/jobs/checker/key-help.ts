import type { KnownKey } from '../../../job-language/keys/known-key.ts';
import { KNOWN_KEYS, knownKey } from '../../../job-language/keys/known-keys.ts';
import { keyAt } from './key-at.ts';

/** The description of a key of the job format. Columns count from 0. */
export interface KeyHelp {
  readonly key: string;
  readonly description: string;
  readonly column: number;
}

/** Returns the description of the key in a line; undefined if the job format does not have it. */
export function keyHelpAt(lines: readonly string[], line: number): KeyHelp | undefined {
  const at = keyAt(lines, line);
  const known = at?.isWhole ? knownKey(at.place, at.key) : undefined;
  return at === undefined || known === undefined ? undefined : helpOf(known, at.column);
}

/** Returns the keys that can complete a line. */
export function keyChoicesAt(lines: readonly string[], line: number): readonly KeyHelp[] {
  const at = keyAt(lines, line);
  if (at === undefined || at.isWhole) return [];
  return KNOWN_KEYS.filter(({ place }) => place === at.place).map((known) => helpOf(known, at.column));
}

function helpOf({ key, description, status, difference = '' }: KnownKey, column: number): KeyHelp {
  const ignored = status === 'ignored' ? 'Outrunner keeps this key, but ignores it.' : '';
  const parts = [description, ignored, difference];
  return { key, description: parts.filter((part) => part !== '').join('\n\n'), column };
}
