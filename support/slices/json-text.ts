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

function* addParts(value: unknown, add: Add): Sliced<void> {
  const text: LongText = { add };
  if (holdsLong(text, value, SEARCHED_LEVELS)) yield* addContainer(text, value, SEARCHED_LEVELS);
  else add(JSON.stringify(value) ?? 'null');
}

/** Receives the next part of a text. */
type Add = (part: string) => void;

interface LongText {
  readonly add: Add;
  /** The keys of the long maps that were found: collecting them takes long. */
  keys?: Map<object, readonly string[]>;
}

function* addContainer(text: LongText, value: object, levels: number): Sliced<void> {
  const isList = Array.isArray(value);
  text.add(isList ? '[' : '{');
  yield* isLong(text, value) ? addSlices(text, value) : addMembers(text, value, levels);
  text.add(isList ? ']' : '}');
}

function* addSlices({ add, keys }: LongText, value: object): Sliced<void> {
  const members: readonly unknown[] = Array.isArray(value) ? value : (keys?.get(value) ?? []);
  let separator = '';
  for (let start = 0; start < members.length; start += SLICE_ITEMS) {
    const slice = members.slice(start, start + SLICE_ITEMS);
    const text = JSON.stringify(Array.isArray(value) ? slice : pick(value, slice as string[]));
    // JSON omits undefined members of a map, which may be all members of a slice.
    if (text !== '{}') {
      add(`${separator}${text.slice(1, -1)}`);
      separator = ',';
    }
    yield;
  }
}

function* addMembers(text: LongText, value: object, levels: number): Sliced<void> {
  const { add } = text;
  const isList = Array.isArray(value);
  let separator = '';
  for (const [key, member] of Object.entries(value)) {
    const isDivided = holdsLong(text, member, levels - 1);
    const whole = isDivided ? '' : (JSON.stringify(member) ?? (isList ? 'null' : undefined));
    if (whole === undefined) continue;
    add(`${separator}${isList ? '' : `${JSON.stringify(key)}:`}${whole}`);
    separator = ',';
    if (isDivided) yield* addContainer(text, member, levels - 1);
  }
}

/** Whether a value is a list or a plain object. Other objects, such as dates, serialise themselves. */
function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !('toJSON' in value);
}

function isLong(text: LongText, value: object): boolean {
  if (Array.isArray(value)) return value.length > SLICE_ITEMS;
  if (text.keys?.has(value) === true) return true;
  let count = 0;
  for (const _ in value) {
    count += 1;
    if (count <= SLICE_ITEMS) continue;
    text.keys ??= new Map();
    text.keys.set(value, Object.keys(value));
    return true;
  }
  return false;
}

/**
 * Whether a value is a long list or map, or contains one within this many levels. Runs for every stored
 * record, so it copies nothing.
 */
function holdsLong(text: LongText, value: unknown, levels: number): value is object {
  if (!isContainer(value)) return false;
  if (isLong(text, value)) return true;
  if (levels === 0) return false;
  if (Array.isArray(value)) return value.some((member) => holdsLong(text, member, levels - 1));
  for (const key in value) if (holdsLong(text, value[key as keyof typeof value], levels - 1)) return true;
  return false;
}

function pick(value: object, keys: readonly string[]): object {
  return Object.fromEntries(keys.map((key) => [key, Reflect.get(value, key)]));
}
