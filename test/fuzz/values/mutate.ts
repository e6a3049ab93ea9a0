import type * as z from 'zod';
import type { Random } from '../../chaos/random.ts';
import { hostileNumber, hostileString, hostileValue } from './hostile-values.ts';
import { jsonText, Members } from './json-text.ts';
import { boundsOf, numbersNear, type Place, placesOf, sample, stringsNear, typeOf } from './schema-walk.ts';

type Path = Place['path'];

/**
 * Changes a valid message in one to three places. About half of the changes keep the message valid for its schema, so
 * that it reaches the code behind the parser. Serialize the result with `jsonText`: it may contain values that
 * JSON.stringify cannot write.
 *
 * @param words strings that mean something to the receiver, such as ids, which replace other strings
 */
export function mutate(
  schema: z.core.$ZodType,
  valid: unknown,
  random: Random,
  words: readonly string[],
): unknown {
  let value = valid;
  for (let count = random.pick([1, 1, 1, 2, 3]); count > 0; count -= 1) {
    const { path, schema: at } = random.pick(placesOf(schema, value));
    value = replaceAt(value, path, (part) => mutatePart(at, part, random, words));
  }
  return value;
}

/**
 * Maximum length of a list as JSON, in characters. More than any body may contain, but few enough to generate often.
 */
const LONGEST_COUNT = 120_000;
const LONGEST_LIST = 12 * 1024 * 1024;

const REMOVED = Symbol('removed');

function mutatePart(
  schema: Place['schema'],
  part: unknown,
  random: Random,
  words: readonly string[],
): unknown {
  const roll = random.between(0, 1);
  if (roll < 0.06) return REMOVED;
  if (roll < 0.2) return hostileValue(random);
  switch (typeOf(schema)) {
    case 'number':
      return random.chance(0.7) ? random.pick(numbersNear(schema)) : hostileNumber(random);
    case 'string':
      if (words.length > 0 && random.chance(0.35)) return random.pick(words);
      return random.chance(0.7) ? random.pick(stringsNear(schema, random)) : hostileString(random);
    case 'array':
      return random.chance(0.6) ? longerList(schema, part, random) : sample(schema, random, words);
    case 'object':
      return random.chance(0.5) ? withStrangeKey(part, random) : sample(schema, random, words);
    case 'record':
      return random.chance(0.5) ? wideRecord(random) : withStrangeKey(part, random);
    default:
      return sample(schema, random, words);
  }
}

/** Repeats the list's own items until the list may exceed its maximum length by one. */
function longerList(schema: Place['schema'], part: unknown, random: Random): unknown {
  const items: readonly unknown[] = Array.isArray(part) && part.length > 0 ? part : [hostileValue(random)];
  const { most = 1000 } = boundsOf(schema);
  const size = Math.max(1, jsonText(items).length / items.length);
  const fitting = Math.min(random.chance(0.1) ? LONGEST_COUNT : 5000, Math.ceil(LONGEST_LIST / size));
  const length = Math.min(fitting, random.pick([0, 1, 2, items.length * 2, most, most + 1]));
  return Array.from({ length }, (_, index) => items[index % items.length]);
}

function withStrangeKey(part: unknown, random: Random): unknown {
  const pairs = part instanceof Members ? part.pairs : isObject(part) ? Object.entries(part) : [];
  const names = pairs.map(([name]) => name);
  const key = random.pick(['__proto__', 'constructor', 'toJSON', hostileString(random), ...names]);
  const pair = [key, random.chance(0.5) ? { kind: 'exited', exitCode: 0 } : hostileValue(random)] as const;
  return new Members(random.chance(0.5) ? [...pairs, pair] : [pair, ...pairs]);
}

function wideRecord(random: Random): Members {
  const count = random.chance(0.1) ? 20_000 : random.pick([1, 10, 300]);
  const value = hostileString(random).slice(0, count > 1000 ? 64 : 4096);
  const name = hostileString(random).slice(0, 64);
  return new Members(Array.from({ length: count }, (_, index) => [`${name}${index}`, value]));
}

function replaceAt(value: unknown, path: Path, change: (part: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) {
    const changed = change(value);
    return changed === REMOVED ? null : changed;
  }
  if (Array.isArray(value)) {
    const items: unknown[] = [...value];
    const changed = replaceBelow(items[Number(key)], rest, change);
    return changed === REMOVED ? items.toSpliced(Number(key), 1) : items.with(Number(key), changed);
  }
  if (!isObject(value)) return value;
  const changed = replaceBelow(value[key], rest, change);
  const { [key]: _, ...others } = value;
  return changed === REMOVED ? others : { ...others, [key]: changed };
}

/** Like {@link replaceAt}, except that the owner of a removed part removes it. */
function replaceBelow(value: unknown, path: Path, change: (part: unknown) => unknown): unknown {
  return path.length === 0 ? change(value) : replaceAt(value, path, change);
}

function isObject(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && value.constructor === Object;
}
