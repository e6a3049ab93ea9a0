import assert from 'node:assert/strict';
import fc from 'fast-check';
import { emptyNames, type NameMap, nameGet, nameSet } from './name-map.ts';

describe('a map from names', () => {
  it('returns the last value of each name and leaves earlier maps unchanged', () => {
    const change = fc.tuple(fc.string({ maxLength: 3 }), fc.nat());
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const expected = new Map<string, number>();
        let map: NameMap<number> = emptyNames();
        for (const [name, value] of changes) {
          const before = map;
          const held = nameGet(before, name);
          map = nameSet(map, name, value);
          assert.equal(nameGet(before, name), held);
          expected.set(name, value);
        }
        for (const [name, value] of expected) assert.equal(nameGet(map, name), value);
        assert.equal(nameGet(map, 'none of them'), undefined);
      }),
    );
  });

  it('distinguishes names with the same hash', () => {
    let map: NameMap<number> = emptyNames();
    // Both names have the hash 924547.
    const names = ['node-1208', 'node-13900'];
    for (const [index, name] of names.entries()) map = nameSet(map, name, index);
    for (const [index, name] of names.entries()) assert.equal(nameGet(map, name), index);
  });
});
