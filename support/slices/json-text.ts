import { SLICE_ITEMS, type Sliced } from './sliced.ts';

/** Levels within which a value is searched for long lists and maps. */
const SEARCHED_LEVELS = 6;

/**
 * As `JSON.stringify(value)`, for values that may hold long lists or maps. A value without any is stringified at once. A
 * list or map that lies more than {@link SEARCHED_LEVELS} levels deep, or within another long one, is not divided.
 */
export function* jsonText(value: unknown): Sliced<string> {
  const parts: string[] = [];
  yield* addParts(value, (part) => void parts.push(part));
  return parts.length === 1 ? (parts[0] ?? '') : parts.join('');
}

/**
 * As {@link jsonText}, in UTF-8 and in pieces. As one string, the text of a long value would be in memory
 * three times.
 */
export function* jsonBytes(value: unknown): Sliced<readonly Buffer[]> {
  const pieces: Buffer[] = [];
  yield* addParts(value, (part) => void pieces.push(Buffer.from(part)));
  return pieces;
}

/** Receives the next part of a text. */
type Add = (part: string) => void;

function* addParts(value: unknown, add: Add): Sliced<void> {
  if (holdsLong(value, SEARCHED_LEVELS)) yield* addContainer(add, value, SEARCHED_LEVELS);
  else add(JSON.stringify(value) ?? 'null');
}

function* addContainer(add: Add, value: object, levels: number): Sliced<void> {
  const isList = Array.isArray(value);
  add(isList ? '[' : '{');
  yield* isLong(value) ? addSlices(add, value) : addMembers(add, value, levels);
  add(isList ? ']' : '}');
}

function* addSlices(add: Add, value: object): Sliced<void> {
  const isList = Array.isArray(value);
  const members: readonly unknown[] = isList ? value : Object.entries(value);
  let separator = '';
  for (let start = 0; start < members.length; start += SLICE_ITEMS) {
    const slice = members.slice(start, start + SLICE_ITEMS);
    const text = JSON.stringify(isList ? slice : Object.fromEntries(slice as [string, unknown][]));
    // JSON omits undefined members of a map, which may be all members of a slice.
    if (text !== '{}') {
      add(`${separator}${text.slice(1, -1)}`);
      separator = ',';
    }
    yield;
  }
}

function* addMembers(add: Add, value: object, levels: number): Sliced<void> {
  const isList = Array.isArray(value);
  let separator = '';
  for (const [key, member] of Object.entries(value)) {
    const isDivided = holdsLong(member, levels - 1);
    const text = isDivided ? '' : (JSON.stringify(member) ?? (isList ? 'null' : undefined));
    if (text === undefined) continue;
    add(`${separator}${isList ? '' : `${JSON.stringify(key)}:`}${text}`);
    separator = ',';
    if (isDivided) yield* addContainer(add, member, levels - 1);
  }
}

/** Whether a value is a list or a plain object. Other objects, such as dates, serialise themselves. */
function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !('toJSON' in value);
}

function isLong(value: object): boolean {
  if (Array.isArray(value)) return value.length > SLICE_ITEMS;
  let count = 0;
  for (const _ in value) {
    count += 1;
    if (count > SLICE_ITEMS) return true;
  }
  return false;
}

/**
 * Whether a value is a long list or map, or contains one within this many levels. Runs for every stored
 * record, so it copies nothing.
 */
function holdsLong(value: unknown, levels: number): value is object {
  if (!isContainer(value)) return false;
  if (isLong(value)) return true;
  if (levels === 0) return false;
  if (Array.isArray(value)) return value.some((member) => holdsLong(member, levels - 1));
  for (const key in value) if (holdsLong(value[key as keyof typeof value], levels - 1)) return true;
  return false;
}
