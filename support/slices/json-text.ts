import { SLICE_ITEMS, type Sliced } from './sliced.ts';

/**
 * Maximum weight of a value that is stringified without a pause. Each value weighs 1; the length of a string adds to
 * its weight.
 */
const PART_WEIGHT = 2048;

/** Number of UTF-16 code units that add 1 to the weight of a string. */
const STRING_UNIT = 128;

/** Maximum nesting depth at which values are divided. */
const DIVIDED_LEVELS = 64;

/**
 * Like `JSON.stringify(value)`, for values that may be large. Small values are stringified at once. A value that weighs
 * more than {@link PART_WEIGHT}, or contains a list or map of more than {@link SLICE_ITEMS} members, is divided into
 * parts.
 */
export function* jsonText(value: unknown): Sliced<string> {
  const parts: string[] = [];
  yield* addParts(value, (part) => void parts.push(part));
  return parts.length === 1 ? (parts[0] ?? '') : parts.join('');
}

/**
 * Like {@link jsonText}, but returns UTF-8 in pieces. As a single string, a long text would be in memory three times.
 */
export function* jsonBytes(value: unknown): Sliced<readonly Buffer[]> {
  const pieces: Buffer[] = [];
  yield* addParts(value, (part) => void pieces.push(Buffer.from(part)));
  return pieces;
}

function* addParts(value: unknown, add: Add): Sliced<void> {
  const text: DividedText = { add };
  if (remaining(text, value, PART_WEIGHT) < 0 && isContainer(value))
    yield* addContainer(text, value, DIVIDED_LEVELS);
  else add(JSON.stringify(value) ?? 'null');
}

/** Receives the next part of a text. */
type Add = (part: string) => void;

interface DividedText {
  readonly add: Add;
  /** The keys of the long maps found so far, cached because collecting them takes long. */
  keys?: Map<object, readonly string[]>;
}

function* addContainer(text: DividedText, value: object, levels: number): Sliced<void> {
  const { add } = text;
  const isList = Array.isArray(value);
  const keys = isList ? [] : (text.keys?.get(value) ?? Object.keys(value));
  const end = isList ? value.length : keys.length;
  /** The text before the next member. */
  let before = isList ? '[' : '{';
  const addMembers = (from: number, to: number): void => {
    if (from === to) return;
    const members = isList ? value.slice(from, to) : pick(value, keys.slice(from, to));
    const inner = JSON.stringify(members).slice(1, -1);
    // JSON omits undefined members of a map, which may be all members of the part.
    if (inner === '') return;
    add(`${before}${inner}`);
    before = ',';
  };
  let start = 0;
  let left = PART_WEIGHT;
  for (let at = 0; at < end; at += 1) {
    const key = isList ? at : (keys[at] ?? '');
    const member: unknown = Reflect.get(value, key);
    const rest = remaining(text, member, PART_WEIGHT);
    if (rest < 0 && levels > 0 && isContainer(member)) {
      addMembers(start, at);
      add(isList ? before : `${before}${JSON.stringify(key)}:`);
      before = ',';
      yield* addContainer(text, member, levels - 1);
    } else {
      left -= PART_WEIGHT - rest;
      if (left > 0 && at + 1 - start < SLICE_ITEMS) continue;
      addMembers(start, at + 1);
      yield;
    }
    start = at + 1;
    left = PART_WEIGHT;
  }
  addMembers(start, end);
  const closing = isList ? ']' : '}';
  add(before === ',' ? closing : `${before}${closing}`);
}

/** Whether a value is a list or a plain object. Other objects, such as dates, serialise themselves. */
function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !('toJSON' in value);
}

/**
 * Returns `budget` minus the weight of `value`; a negative number if the value is heavier, or is or contains a long
 * list or map. Copies nothing and stops early, because it runs for every stored record.
 */
function remaining(text: DividedText, value: unknown, budget: number): number {
  let left = budget - 1;
  if (typeof value === 'string') return left - Math.floor(value.length / STRING_UNIT);
  if (typeof value !== 'object' || value === null) return left;
  if (Array.isArray(value)) {
    if (value.length > SLICE_ITEMS) return -1;
    for (let at = 0; at < value.length && left >= 0; at += 1) left = remaining(text, value[at], left);
    return left;
  }
  if (text.keys?.has(value) === true) return -1;
  let count = 0;
  for (const key in value) {
    if (left >= 0) left = remaining(text, value[key as keyof typeof value], left);
    count += 1;
    if (count <= SLICE_ITEMS) continue;
    if (!isContainer(value)) return budget - 1;
    text.keys ??= new Map();
    text.keys.set(value, Object.keys(value));
    return -1;
  }
  return left;
}

function pick(value: object, keys: readonly string[]): object {
  return Object.fromEntries(keys.map((key) => [key, Reflect.get(value, key)]));
}
