import * as z from 'zod';
import { Job } from './job.ts';
import { KEY_NOTES } from './key-notes.ts';

let made: Record<string, unknown> | undefined;

/**
 * Returns the JSON Schema (2020-12) of a job file, which is a list of jobs or a single job. Editors complete and
 * describe keys with the schema.
 */
export function jobJsonSchema(): Record<string, unknown> {
  made ??= makeSchema(() => undefined);
  return made;
}

/** Returns the JSON Schema of a job file, with the {@link KeyNotes} of each key as its member `notes`. */
export function jobJsonSchemaWithNotes(): Record<string, unknown> {
  return makeSchema(({ zodSchema, jsonSchema }) => {
    const notes = KEY_NOTES.get(zodSchema);
    if (notes !== undefined) jsonSchema['notes'] = Object.assign({}, jsonSchema['notes'], notes);
  });
}

type Override = NonNullable<z.core.ToJSONSchemaParams['override']>;

function makeSchema(override: Override): Record<string, unknown> {
  const { $schema, $defs, ...job } = z.toJSONSchema(Job, { io: 'input', unrepresentable: 'any', override });
  return {
    $schema,
    title: 'Rundeck jobs',
    anyOf: [{ type: 'array', items: { $ref: '#/$defs/job' } }, { $ref: '#/$defs/job' }],
    $defs: { ...$defs, job },
  };
}
