import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { emptyVector, vectorGet, vectorSet } from './sparse-vector.ts';

describe('a sparse vector', () => {
  it('holds what was put last at each place, and earlier versions hold what they held', () => {
    const changes = fc
      .integer({ min: 1, max: 5000 })
      .chain((size) =>
        fc.tuple(fc.constant(size), fc.array(fc.tuple(fc.nat(size - 1), fc.integer()), { maxLength: 60 })),
      );
    fc.assert(
      fc.property(changes, ([size, puts]) => {
        let vector = emptyVector<number>(size);
        const model = new Map<number, number>();
        const versions = [{ vector, model: new Map(model) }];
        for (const [index, value] of puts) {
          vector = vectorSet(vector, index, value);
          model.set(index, value);
          versions.push({ vector, model: new Map(model) });
        }
        for (const version of versions) {
          for (const [index] of puts) {
            assert.equal(vectorGet(version.vector, index), version.model.get(index));
          }
        }
      }),
    );
  });

  it('refuses an index outside', () => {
    assert.throws(() => vectorSet(emptyVector<number>(3), 3, 1), RangeError);
  });
});
