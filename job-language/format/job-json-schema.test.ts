import assert from 'node:assert/strict';
import * as z from 'zod';
import { KNOWN_KEYS } from '../keys/known-keys.ts';
import { jobJsonSchema } from './job-json-schema.ts';

describe('the JSON Schema of job files', () => {
  it('describes every key at every level', () => {
    const bare = propertiesIn(jobJsonSchema()).filter(([, { description }]) => (description ?? '') === '');
    assert.deepEqual(
      bare.map(([key]) => key),
      [],
    );
    assert.ok(KNOWN_KEYS.length > 150);
  });

  it('accepts a list of jobs or a single job', () => {
    assert.deepEqual(jobJsonSchema()['anyOf'], [
      { type: 'array', items: { $ref: '#/$defs/job' } },
      { $ref: '#/$defs/job' },
    ]);
  });
});

const Described = z.looseObject({ description: z.string().optional() });

/** Returns every property of every map of a schema. */
function propertiesIn(schema: unknown): [string, z.infer<typeof Described>][] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? z.record(z.string(), Described).parse(schema.properties) : {};
  return [...Object.entries(own), ...Object.values(schema).flatMap(propertiesIn)];
}
