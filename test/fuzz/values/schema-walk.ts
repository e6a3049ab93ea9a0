/** Inspects zod schemas: generates values, and finds where in a value each part of a schema applies. */
import * as z from 'zod';
import type { Random } from '../../chaos/random.ts';
import { hostileString, NUMBERS, STRINGS } from './hostile-values.ts';

type Schema = z.core.$ZodType;

/** Bounds that a schema declares, of a number's value or of the length of a string or array. */
interface Bounds {
  readonly least?: number;
  readonly most?: number;
}

/** A place in a value: its path of keys, and its schema. */
export interface Place {
  readonly path: readonly (string | number)[];
  readonly schema: Schema;
}

const MOST_PLACES = 500;
const MOST_SAMPLED_ITEMS = 4;
const MOST_DEPTH = 12;

/** Unwraps defaults, brands, options and transformations. */
function inner(schema: Schema): Schema {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'catch':
    case 'readonly':
      return inner(def.innerType);
    case 'pipe':
      return inner(def.in);
    case 'lazy':
      return inner(def.getter());
    default:
      return schema;
  }
}

export function boundsOf(schema: Schema): Bounds {
  const checks = inner(schema)._zod.def.checks ?? [];
  const bounds: { least?: number; most?: number } = {};
  for (const check of checks) {
    const { def } = (check as z.core.$ZodChecks)._zod;
    if (def.check === 'min_length') bounds.least = def.minimum;
    if (def.check === 'max_length') bounds.most = def.maximum;
    if (def.check === 'greater_than') bounds.least = Number(def.value);
    if (def.check === 'less_than') bounds.most = Number(def.value);
  }
  return bounds;
}

/** Returns the type of a value according to its schema. */
export function typeOf(schema: Schema): z.core.$ZodTypeDef['type'] {
  return inner(schema)._zod.def.type;
}

/** Returns every place of a value that its schema describes, including absent optional members. */
export function placesOf(schema: Schema, value: unknown): readonly Place[] {
  const found: Place[] = [];
  const visit = (at: Schema, part: unknown, path: readonly (string | number)[]): void => {
    if (found.length >= MOST_PLACES) return;
    found.push({ path, schema: at });
    const { def } = (inner(at) as z.core.$ZodTypes)._zod;
    if (def.type === 'object' && isRecord(part))
      for (const [key, member] of Object.entries(def.shape)) visit(member, part[key], [...path, key]);
    else if (def.type === 'record' && isRecord(part))
      for (const key of Object.keys(part)) visit(def.valueType, part[key], [...path, key]);
    else if (def.type === 'array' && Array.isArray(part))
      for (const [index, item] of part.slice(0, 8).entries()) visit(def.element, item, [...path, index]);
    else if (def.type === 'union') {
      const option = def.options.find((one) => z.safeParse(one, part).success);
      if (option !== undefined && option !== at) visit(option, part, path);
    }
  };
  visit(schema, value, []);
  return found;
}

/**
 * Generates a value that the schema probably accepts. `words` are strings with a meaning for the receiver, such as ids.
 */
export function sample(schema: Schema, random: Random, words: readonly string[], depth = 0): unknown {
  const bare = inner(schema);
  const { def } = (bare as z.core.$ZodTypes)._zod;
  if (depth > MOST_DEPTH) return null;
  const deeper = (one: Schema): unknown => sample(one, random, words, depth + 1);
  switch (def.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(def.shape)
          .filter(([, member]) => member._zod.optin === undefined || random.chance(0.6))
          .map(([key, member]) => [key, deeper(member)]),
      );
    case 'record':
      return Object.fromEntries(
        Array.from({ length: random.integer(0, 3) }, () => [
          random.pick([...words, ...STRINGS]),
          deeper(def.valueType),
        ]),
      );
    case 'array': {
      const { least = 0, most = MOST_SAMPLED_ITEMS } = boundsOf(bare);
      return Array.from(
        { length: random.integer(least, Math.max(least, Math.min(most, MOST_SAMPLED_ITEMS))) },
        () => deeper(def.element),
      );
    }
    case 'union':
      return deeper(random.pick(def.options));
    case 'literal':
      return random.pick(def.values);
    case 'enum':
      return random.pick(Object.values(def.entries));
    case 'boolean':
      return random.chance(0.5);
    case 'number':
      return accepted(bare, random, numbersNear(bare), 1);
    case 'string':
      return accepted(bare, random, [...words, ...stringsNear(bare, random), 'a', '1-1', 'AA=='], 'a');
    default:
      return null;
  }
}

/** Returns numbers at and around the bounds of a schema, and hostile ones. */
export function numbersNear(schema: Schema): readonly number[] {
  const { least, most } = boundsOf(schema);
  const bounds = [least, most].filter((bound) => bound !== undefined);
  return [...bounds.flatMap((bound) => [bound - 1, bound, bound + 1]), ...NUMBERS];
}

/** Returns strings of the maximum length, one longer, and hostile ones. */
export function stringsNear(schema: Schema, random: Random): readonly string[] {
  const { most } = boundsOf(schema);
  const letter = random.pick(['x', '\u0001', 'é', '\n', '\ud800', '9']);
  const lengths = most === undefined ? [] : [letter.repeat(most), letter.repeat(most + 1)];
  return [...lengths, hostileString(random), ...STRINGS];
}

/** Returns a random candidate that the schema accepts, or `fallback` if it accepts none. */
function accepted<T>(schema: Schema, random: Random, candidates: readonly T[], fallback: T): T {
  for (let tries = 0; tries < 30; tries += 1) {
    const candidate = random.pick(candidates);
    if (z.safeParse(schema, candidate).success) return candidate;
  }
  return candidates.find((candidate) => z.safeParse(schema, candidate).success) ?? fallback;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && value.constructor === Object;
}
