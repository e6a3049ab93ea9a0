import assert from 'node:assert/strict';
import { z } from 'zod';
import { jobJsonSchema } from './job-json-schema.ts';
import type { KeyPlace } from './keys/known-key.ts';
import { KNOWN_KEYS } from './keys/known-keys.ts';

const Described = z.record(z.string(), z.looseObject({ description: z.string().optional() }));
const MapSchema = z.looseObject({ properties: Described });

describe('the JSON Schema of job files', () => {
  const { $defs } = z.looseObject({ $defs: z.record(z.string(), z.unknown()) }).parse(jobJsonSchema());
  const job = MapSchema.parse($defs['job']);
  const sequence = MapSchema.parse(job.properties['sequence']);
  const maps: [KeyPlace, z.infer<typeof MapSchema>][] = [
    ['job', job],
    ['option', MapSchema.parse(job.properties['options']?.['items'])],
    ['runnerSelector', MapSchema.parse(job.properties['runnerSelector'])],
    ['sequence', sequence],
    ['step', MapSchema.parse($defs['step'])],
  ];

  for (const [place, map] of maps) {
    it(`describes every key that is executed in a ${place}, and no key that is unknown`, () => {
      const known = KNOWN_KEYS.filter((key) => key.place === place);
      for (const { key } of known.filter(({ status }) => status === 'executed')) {
        assert.ok(map.properties[key]?.description !== undefined, key);
      }
      for (const key of Object.keys(map.properties))
        assert.ok(
          known.some((one) => one.key === key),
          key,
        );
    });
  }

  it('asks for a list of jobs or one', () => {
    assert.deepEqual(jobJsonSchema()['anyOf'], [
      { type: 'array', items: { $ref: '#/$defs/job' } },
      { $ref: '#/$defs/job' },
    ]);
  });
});
