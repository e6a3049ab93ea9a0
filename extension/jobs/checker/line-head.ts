import { type KeyPlace, placeBelow } from '../../../job-language/keys/key-places.ts';

/** The start of a line that contains a key, possibly in a list: `  - exec`. */
const KEY_LINE = /^(( *)(?:- +)*)([A-Za-z_][\w.-]*)?(\s*:(?=\s|$))?(.*)$/;

/** The start of a line of a job file. Columns count from 0. */
export interface LineHead {
  readonly indentation: number;
  /** The column after the indentation and after the dashes of list items. */
  readonly column: number;
  /** The complete or partial key; empty if there is none. */
  readonly key: string;
  /** Whether a colon follows the key. */
  readonly isWhole: boolean;
  /** The text after the key and the colon, without surrounding blanks. */
  readonly rest: string;
}

export function lineHeadOf(text = ''): LineHead {
  const [, before = '', spaces = '', key = '', colon, rest = ''] = KEY_LINE.exec(text) ?? [];
  return {
    indentation: spaces.length,
    column: before.length,
    key,
    isWhole: colon !== undefined,
    rest: rest.trim(),
  };
}

/** Whether a line contains neither a key nor a value. */
export function isBlankLine(text = ''): boolean {
  return /^\s*(?:#|$|---)/.test(text);
}

/** Returns the keys that enclose a column of a line, outermost first. A list item without a key counts as ''. */
export function enclosingKeys(lines: readonly string[], line: number, column: number): readonly string[] {
  const keys: string[] = [];
  let limit = column;
  for (let above = line - 1; above >= 0 && limit > 0; above -= 1) {
    if (isBlankLine(lines[above])) continue;
    const head = lineHeadOf(lines[above]);
    if (head.column >= limit) continue;
    limit = head.column;
    keys.unshift(head.isWhole ? head.key : '');
  }
  return keys;
}

/** Returns the place of the maps below keys; undefined where the job format has no keys. */
export function placeBelowKeys(keys: readonly string[]): KeyPlace | undefined {
  return keys.reduce<KeyPlace | undefined>((place, key) => place && placeBelow(place, key), 'job');
}
