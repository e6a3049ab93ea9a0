import type * as z from 'zod';

/** Returns the values that a schema declares, in the order of the schema. Does not validate them. */
export function pickShape<Schema extends z.ZodObject>(
  schema: Schema,
  values: Readonly<z.output<Schema>>,
): z.output<Schema> {
  const given: Readonly<Record<string, unknown>> = values;
  const present = Object.keys(schema.shape).filter((key) => given[key] !== undefined);
  return Object.fromEntries(present.map((key) => [key, given[key]])) as z.output<Schema>;
}
