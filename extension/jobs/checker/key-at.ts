import type { KeyPlace } from '../../../job-language/keys/key-places.ts';
import { isItemOnly } from './item-at.ts';
import { enclosingKeys, isBlankLine, lineHeadOf, placeBelowKeys } from './line-head.ts';

/** The position of a complete or partial key in a job file. */
export interface KeyAt {
  readonly place: KeyPlace;
  /** The characters of the key so far. */
  readonly key: string;
  /** Whether a colon follows the key. */
  readonly isWhole: boolean;
  /** The indentation of the line. */
  readonly indentation: number;
  /** The first column of the key, from 0. */
  readonly column: number;
}

/**
 * Finds the key in a line, and determines its place from the indentation of the lines above. Returns undefined within a
 * block of text, where only the item of a list can follow, and where the job format has no keys.
 */
export function keyAt(lines: readonly string[], line: number): KeyAt | undefined {
  const { key, isWhole, rest, indentation, column } = lineHeadOf(lines[line]);
  if (!isWhole && (rest !== '' || isItemOnly(lines, line))) return undefined;
  const place = placeBelowKeys(enclosingKeys(lines, line, column));
  return place === undefined ? undefined : { place, key, isWhole, indentation, column };
}

/** Returns the other keys of the map whose keys begin in a column of a line. */
export function keysBeside(lines: readonly string[], line: number, column: number): ReadonlySet<string> {
  const beside = new Set<string>();
  const isFirst = lineHeadOf(lines[line]).indentation < column;
  for (let above = line - 1; above >= 0 && !isFirst; above -= 1) {
    if (isBlankLine(lines[above])) continue;
    const head = lineHeadOf(lines[above]);
    if (head.column === column && head.isWhole) beside.add(head.key);
    if (head.indentation < column) break;
  }
  for (let below = line + 1; below < lines.length; below += 1) {
    if (isBlankLine(lines[below])) continue;
    const head = lineHeadOf(lines[below]);
    if (head.indentation < column) break;
    if (head.column === column && head.isWhole) beside.add(head.key);
  }
  return beside;
}
