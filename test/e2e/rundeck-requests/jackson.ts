import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** A class of a client, as Jackson describes it. */
const Model = z.union([
  z.strictObject({ values: z.array(z.string()) }),
  /** The class has one value, from which it is created. */
  z.strictObject({ is: z.string() }),
  z.strictObject({
    /** Types by the key in JSON. */
    fields: z.record(z.string(), z.string()),
    /** Whether another key is an error. */
    refusesOthers: z.boolean(),
    /** Other types from which the class is created. */
    from: z.array(z.string()).optional(),
  }),
]);
const Models = z.record(z.string(), Model);

/** Returns why Jackson, with its defaults, cannot parse a value as a type; an empty list if it can. */
export type JacksonParser = (type: string, value: unknown, at?: string) => readonly string[];

const WHOLE = /^-?\d+$/;
/** Strings that `StdDateFormat` parses as a time. */
const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d(:?\d\d)?)?)?$/;

/** Reads the classes of a client, as Jackson 2.14 described them, and returns a parser. */
export function jacksonParser(file: string): JacksonParser {
  const models = Models.parse(
    JSON.parse(readFileSync(join(import.meta.dirname, 'recordings', file), 'utf8')),
  );

  function problems(type: string, value: unknown, at = '$'): readonly string[] {
    const wrong = [`${at}: ${JSON.stringify(value)} is no ${type}`];
    const inner = /^(list|map) of (.*)$/.exec(type);
    if (inner?.[1] === 'list')
      return Array.isArray(value)
        ? value.flatMap((item, index) => problems(inner[2] ?? '', item, `${at}[${index}]`))
        : value === null
          ? []
          : wrong;
    if (inner?.[1] === 'map')
      return isObject(value)
        ? Object.entries(value).flatMap(([key, item]) => problems(inner[2] ?? '', item, `${at}.${key}`))
        : value === null
          ? []
          : wrong;
    return scalar(type, value) ?? modelled(type, value, at, wrong);
  }

  function modelled(type: string, value: unknown, at: string, wrong: readonly string[]): readonly string[] {
    const model = models[type];
    if (model === undefined) return wrong;
    if (value === null) return [];
    if ('is' in model) return problems(model.is, value, at);
    if ('values' in model) return typeof value === 'string' && model.values.includes(value) ? [] : wrong;
    if (!isObject(value))
      return model.from?.some((other) => problems(other, value, at).length === 0) === true ? [] : wrong;
    return Object.entries(value).flatMap(([key, item]) => {
      const field = model.fields[key];
      if (field !== undefined) return problems(field, item, `${at}.${key}`);
      return model.refusesOthers ? [`${at}.${key}: ${type} has no such field`] : [];
    });
  }
  return problems;
}

/** Returns no problems for a scalar that Jackson coerces to a type; undefined for other types and values. */
function scalar(type: string, value: unknown): readonly [] | undefined {
  switch (type) {
    case 'anything':
      return [];
    case 'String':
    case 'Object':
      return isScalar(value) ? [] : undefined;
    case 'int':
    case 'Integer':
      return isWhole(value, 2 ** 31 - 1) ? [] : undefined;
    case 'long':
    case 'Long':
      return isWhole(value, 2 ** 63) ? [] : undefined;
    case 'float':
    case 'Float':
    case 'double':
    case 'Double':
      return value === null || (isScalar(value) && Number.isFinite(Number(value))) ? [] : undefined;
    case 'boolean':
    case 'Boolean':
      return [null, true, false, 'true', 'false', 'True', 'False'].includes(value as never) ? [] : undefined;
    case 'Date':
      return value === null || typeof value === 'number' || ISO.test(String(value)) ? [] : undefined;
    default:
      return undefined;
  }
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function isWhole(value: unknown, most: number): boolean {
  if (value === null || value === '') return true;
  if (typeof value === 'number') return Math.abs(value) <= most;
  return typeof value === 'string' && WHOLE.test(value.trim()) && Math.abs(Number(value)) <= most;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
