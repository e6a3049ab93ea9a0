import fc from 'fast-check';
import * as z from 'zod';
import { jobJsonSchemaWithNotes } from '../job-json-schema.ts';
import { flag, text, unknown } from './any-text.ts';

const ValueSchema = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.string()).optional(),
  examples: z.array(z.unknown()).optional(),
  anyOf: z.array(z.looseObject({ type: z.unknown() })).optional(),
  items: z.looseObject({}).optional(),
});

const JobSchema = z.object({
  $defs: z.object({ job: z.object({ properties: z.record(z.string(), ValueSchema) }) }),
});

/**
 * Returns generators for the keys of a job that have examples or a plain form: texts, flags, enumerations, JSON, and
 * lists of these. Other keys need a generator of their own.
 */
export function plainKeys(): Record<string, fc.Arbitrary<unknown>> {
  const { properties } = JobSchema.parse(jobJsonSchemaWithNotes()).$defs.job;
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, schema]) => {
      const values = plainValue(schema);
      return values === undefined ? [] : [[key, values]];
    }),
  );
}

function plainValue(schema: z.infer<typeof ValueSchema>): fc.Arbitrary<unknown> | undefined {
  const { $ref, type, examples, enum: choices, anyOf, items } = schema;
  if (examples !== undefined) return fc.constantFrom(...examples);
  // A null counts as absent.
  if ($ref === '#/$defs/json') return unknown().filter((value) => value !== null);
  if (choices !== undefined) return fc.constantFrom(...choices);
  if (Array.isArray(type)) return text();
  if (anyOf?.some((form) => form.type === 'boolean')) return flag();
  const item = items && plainValue(ValueSchema.parse(items));
  return item && fc.array(item, { maxLength: 2 });
}
