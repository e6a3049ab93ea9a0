import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { emptyMap, mapDelete, mapEntries, mapFirst, mapGet, mapSet, type NumberMap } from './number-map.ts';

const changes = fc.array(
  fc.record({
    key: fc.oneof(fc.nat(40), fc.nat(40_000)),
    value: fc.option(fc.integer(), { nil: undefined }),
  }),
  { maxLength: 80 },
);

describe('a number map', () => {
  it('returns the last value of each key, lists keys in ascending order and leaves earlier versions unchanged', () => {
    fc.assert(
      fc.property(changes, (steps) => {
        let map: NumberMap<number> = emptyMap();
        const model = new Map<number, number>();
        const versions = [{ map, model: new Map(model) }];
        for (const { key, value } of steps) {
          if (value === undefined) {
            map = mapDelete(map, key);
            model.delete(key);
          } else {
            map = mapSet(map, key, value);
            model.set(key, value);
          }
          versions.push({ map, model: new Map(model) });
        }
        for (const version of versions) {
          const sorted = [...version.model].sort(([a], [b]) => a - b);
          assert.deepEqual([...mapEntries(version.map)], sorted);
          assert.equal(version.map.size, version.model.size);
          assert.equal(mapFirst(version.map), sorted[0]?.[0]);
          for (const { key } of steps) assert.equal(mapGet(version.map, key), version.model.get(key));
        }
      }),
    );
  });

  it('frees the blocks of deleted entries', () => {
    let map: NumberMap<number> = emptyMap();
    for (let key = 0; key < 2000; key += 1) map = mapSet(map, key, key);
    for (let key = 0; key < 2000; key += 1) map = mapDelete(map, key);
    assert.equal(map.root, undefined);
  });

  it('rejects negative and fractional keys', () => {
    assert.throws(() => mapSet(emptyMap<number>(), -1, 1), RangeError);
    assert.throws(() => mapSet(emptyMap<number>(), 0.5, 1), RangeError);
  });
});
