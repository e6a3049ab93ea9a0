import { type KeyPlace, placeBelow } from '../../../job-language/keys/key-places.ts';
import { enclosingKeys, isBlankLine, lineHeadOf, placeBelowKeys } from './line-head.ts';

/** The position of an item of a list that is being typed in a job file. */
export interface ItemAt {
  /** The place of the item's keys. `file`: the item is a job. */
  readonly place: KeyPlace | 'file';
  /** The first column after the indentation, and after the dash if there is one. */
  readonly column: number;
  readonly hasDash: boolean;
}

/** The lists of maps of the job format, by place and key. */
const LISTS: ReadonlySet<string> = new Set([
  'job.options',
  'sequence.commands',
  'step.subSteps',
  'step.conditionGroups',
  'pluginConfig.LogFilter',
  'plugins.LogFilter',
]);

/** Returns whether the value of a key is a list of maps. */
export function isListKey(place: KeyPlace, key: string): boolean {
  return LISTS.has(`${place}.${key}`);
}

/**
 * Finds the list to which a line can be added as an item. Returns undefined if the line contains more than a dash and a
 * word, and where the job format has no list of maps.
 */
export function itemAt(lines: readonly string[], line: number): ItemAt | undefined {
  const { indentation, column, isWhole, rest } = lineHeadOf(lines[line]);
  if (isWhole || (rest !== '' && rest !== '-')) return undefined;
  const place = placeOfItem(lines, line, indentation);
  const hasDash = column > indentation || rest === '-';
  return place === undefined ? undefined : { place, column, hasDash };
}

/**
 * Returns whether only an item of a list can follow in a line without a dash: directly below the key of the list, or
 * below an item, with the indentation of its dash, if the key of the list is further left.
 */
export function isItemOnly(lines: readonly string[], line: number): boolean {
  const { indentation, column } = lineHeadOf(lines[line]);
  if (column > indentation) return false;
  const keys = enclosingKeys(lines, line, indentation);
  if (isBelowItem(lines, line, indentation))
    return keys.length === enclosingKeys(lines, line, indentation + 1).length;
  const above = lineHeadOf(lineAbove(lines, line, indentation));
  const place = placeBelowKeys(keys.slice(0, -1));
  const isBelowKey = above.isWhole && above.rest === '' && above.column < column;
  return isBelowKey && place !== undefined && isListKey(place, above.key);
}

function placeOfItem(lines: readonly string[], line: number, column: number): KeyPlace | 'file' | undefined {
  const above = lineAbove(lines, line, column);
  const isInList = isBelowItem(lines, line, column);
  const keys = enclosingKeys(lines, line, column + 1);
  const list = keys.at(-1);
  if (list === undefined)
    return column === 0 && (above === undefined || isInList) && isInFileList(lines, line)
      ? 'file'
      : undefined;
  const { key, isWhole, rest } = lineHeadOf(above);
  const isFirst = isWhole && key === list && (rest === '' || rest.startsWith('#'));
  const place = placeBelowKeys(keys.slice(0, -1));
  return (isFirst || isInList) && place !== undefined && isListKey(place, list)
    ? placeBelow(place, list)
    : undefined;
}

/** Whether the next line with content begins an item of the outermost list, or there is none. */
function isInFileList(lines: readonly string[], line: number): boolean {
  const below = lines.slice(line + 1).find((text) => !isBlankLine(text));
  return below === undefined || below.startsWith('- ');
}

/** Returns the nearest line above that is indented at most to a column. */
function lineAbove(lines: readonly string[], line: number, column: number): string | undefined {
  return lines
    .slice(0, line)
    .findLast((text) => !isBlankLine(text) && lineHeadOf(text).indentation <= column);
}

/** Whether the nearest line above begins an item whose dash is in a column. */
function isBelowItem(lines: readonly string[], line: number, column: number): boolean {
  const above = lineAbove(lines, line, column) ?? '';
  return lineHeadOf(above).indentation === column && /^ *-(?: |$)/.test(above);
}
