import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type KeyPlace, placeBelow } from '../../keys/key-places.ts';
import { KNOWN_KEYS } from '../../keys/known-keys.ts';
import { anyDefinition } from './any-job.ts';

/** Adds each key below a value to `found`, as `place.key`. */
function collectKeys(place: KeyPlace, value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collectKeys(place, item, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      found.add(`${place}.${key}`);
      const below = placeBelow(place, key);
      if (below !== undefined) collectKeys(below, inner, found);
    }
  }
}

describe('anyDefinition', () => {
  it('generates every key of the job format', () => {
    const generated = new Set<string>();
    const definitions = fc.sample(anyDefinition(), { numRuns: 1000, seed: 1 });
    for (const definition of definitions) collectKeys('job', definition, generated);
    const keys = KNOWN_KEYS.map(({ place, key }) => `${place}.${key}`);
    assert.deepEqual(
      keys.filter((key) => !generated.has(key)),
      [],
    );
  });
});
