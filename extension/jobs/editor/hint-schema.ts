import { isRecord } from '../../../support/records/is-record.ts';

/** Keywords of a JSON Schema that only reject values. */
const REJECTING: ReadonlySet<string> = new Set([
  'type',
  'required',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
  'propertyNames',
  'not',
  'const',
]);

/**
 * Converts a JSON Schema to one that describes and completes the same keys and values, but rejects nothing. Errors then
 * come only from the checks of Outrunner, which a schema cannot express. Listed values become examples.
 */
export function hintSchema(schema: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
      if (REJECTING.has(keyword) || keyword === '$schema') return [];
      if (keyword === 'enum') return [['examples', value]];
      if (keyword === 'properties' || keyword === '$defs') return [[keyword, mapped(value)]];
      return [[keyword, hinted(value)]];
    }),
  );
}

/** Converts each schema of a map from names to schemas, whose names may equal keywords. */
function mapped(schemas: unknown): unknown {
  if (!isRecord(schemas)) return schemas;
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, hinted(schema)]));
}

function hinted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hinted);
  return isRecord(value) ? hintSchema(value) : value === false ? true : value;
}
