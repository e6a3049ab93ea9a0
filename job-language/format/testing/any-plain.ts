import fc from 'fast-check';
import * as z from 'zod';
import { jobJsonSchemaWithNotes } from '../job-json-schema.ts';
import { STEP_FORMS } from '../step-forms.ts';
import { flag, text, unknown } from './any-text.ts';

const ValueSchema = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.string()).optional(),
  anyOf: z.array(z.looseObject({ type: z.unknown() })).optional(),
  items: z.looseObject({}).optional(),
  notes: z
    .looseObject({
      examples: z.array(z.unknown()).optional(),
      stepForms: z.array(z.enum(STEP_FORMS)).optional(),
    })
    .optional(),
});
type ValueSchema = z.infer<typeof ValueSchema>;

const MapSchema = z.object({ properties: z.record(z.string(), ValueSchema) });
const JobSchema = z.object({ $defs: z.object({ job: MapSchema, step: MapSchema }) });

const { job, step } = JobSchema.parse(jobJsonSchemaWithNotes()).$defs;
const option = MapSchema.parse(job.properties['options']?.items);

/**
 * Returns generators for the keys of a job that have examples or a plain form: strings, flags, enumerations, JSON, and
 * lists of these. Other keys need a generator of their own.
 */
export function plainKeys(): Record<string, fc.Arbitrary<unknown>> {
  return generators(Object.entries(job.properties));
}

/** Like {@link plainKeys}, for the keys of an option. */
export function plainOptionKeys(): Record<string, fc.Arbitrary<unknown>> {
  return generators(Object.entries(option.properties));
}

/** Like {@link plainKeys}, for the keys that a form of step uses, except the keys that determine the form. */
export function plainStepKeys(form: (typeof STEP_FORMS)[number]): Record<string, fc.Arbitrary<unknown>> {
  const forms: readonly string[] = STEP_FORMS;
  return generators(
    Object.entries(step.properties).filter(
      ([key, { notes }]) => !forms.includes(key) && (notes?.stepForms?.includes(form) ?? true),
    ),
  );
}

function generators(properties: [key: string, schema: ValueSchema][]): Record<string, fc.Arbitrary<unknown>> {
  return Object.fromEntries(
    properties.flatMap(([key, schema]) => {
      const values = plainValue(schema);
      return values === undefined ? [] : [[key, values]];
    }),
  );
}

function plainValue(schema: ValueSchema): fc.Arbitrary<unknown> | undefined {
  const { $ref, type, notes, enum: choices, anyOf, items } = schema;
  if (notes?.examples !== undefined) return fc.constantFrom(...notes.examples);
  // A null counts as absent.
  if ($ref === '#/$defs/json') return unknown().filter((value) => value !== null);
  if (choices !== undefined) return fc.constantFrom(...choices);
  if (Array.isArray(type)) return text();
  if (anyOf?.some((form) => form.type === 'boolean')) return flag();
  const item = items && plainValue(ValueSchema.parse(items));
  return item && fc.array(item, { maxLength: 2 });
}
