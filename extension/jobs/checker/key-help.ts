import { KEY_DIFFERENCES } from '../../../protocol/job/keys/key-differences.ts';
import type { KnownKey } from '../../../protocol/job/keys/known-key.ts';
import { KNOWN_KEYS, knownKey } from '../../../protocol/job/keys/known-keys.ts';
import { keyAt } from './key-at.ts';

/** A key of the job format, as an editor tells of it. Columns count from 0. */
export interface KeyHelp {
  readonly key: string;
  readonly description: string;
  readonly column: number;
}

/** What the key of a line is for; undefined where none of the format stands. */
export function helpAt(lines: readonly string[], line: number): KeyHelp | undefined {
  const at = keyAt(lines, line);
  const known = at?.isWhole ? knownKey(at.place, at.key) : undefined;
  return at === undefined || known === undefined ? undefined : helpOf(known, at.column);
}

/** The keys that can be written in a line, where one is begun. */
export function choicesAt(lines: readonly string[], line: number): readonly KeyHelp[] {
  const at = keyAt(lines, line);
  if (at === undefined || at.isWhole) return [];
  return KNOWN_KEYS.filter(({ place }) => place === at.place).map((known) => helpOf(known, at.column));
}

function helpOf({ key, place, description, status }: KnownKey, column: number): KeyHelp {
  const ignored = status === 'ignored' ? 'It is kept, and nothing is done with it.' : '';
  const parts = [description, ignored, KEY_DIFFERENCES[`${place}.${key}`] ?? ''];
  return { key, description: parts.filter((part) => part !== '').join('\n\n'), column };
}
