import { eachSliced, joinSliced, SLICE_ITEMS, type Sliced } from './sliced.ts';

/** Levels within which a value is searched for long lists and maps. */
const SEARCHED_LEVELS = 6;

/**
 * As `JSON.stringify(value)`, for values that may hold long lists or maps. A value without any is stringified at once. A
 * list or map that lies more than {@link SEARCHED_LEVELS} levels deep, or within another long one, is not divided.
 */
export function* jsonText(value: unknown): Sliced<string> {
  return (yield* textOf(value, SEARCHED_LEVELS)) ?? 'null';
}

function* textOf(value: unknown, levels: number): Sliced<string | undefined> {
  if (!isContainer(value) || !holdsLong(value, levels)) return JSON.stringify(value);
  if (Array.isArray(value)) {
    if (isLong(value)) return `[${yield* joinSliced(value, ',', (item) => JSON.stringify(item) ?? 'null')}]`;
    const items: string[] = [];
    for (const item of value) items.push((yield* textOf(item, levels - 1)) ?? 'null');
    return `[${items.join(',')}]`;
  }
  const members: string[] = [];
  const add = (key: string, text: string | undefined) => {
    if (text !== undefined) members.push(`${JSON.stringify(key)}:${text}`);
  };
  const entries = Object.entries(value);
  if (isLong(value)) yield* eachSliced(entries, ([key, member]) => add(key, JSON.stringify(member)));
  else for (const [key, member] of entries) add(key, yield* textOf(member, levels - 1));
  return `{${members.join(',')}}`;
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

function holdsLong(value: object, levels: number): boolean {
  if (isLong(value)) return true;
  if (levels === 0) return false;
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return members.some((member) => isContainer(member) && holdsLong(member, levels - 1));
}
