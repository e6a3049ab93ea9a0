import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { sampleBytes } from '../testing/sample-output.ts';
import { extendedCrc, frameCheck, isIntact } from './frame-check.ts';

const ROW = { stream: 0, start: 2 ** 40 + 5, length: 3, streamStart: 5, tail: 3, time: 1_700_000_000_000.5 };

describe('The check of a frame', () => {
  it('extends a CRC as zlib does, for short and long pieces', () => {
    const lengths = fc.oneof(fc.nat(300), fc.integer({ min: 4000, max: 70_000 }));
    fc.assert(
      fc.property(lengths, lengths, fc.nat(), (first, second, seed) => {
        const [one, other] = [sampleBytes(first, seed), sampleBytes(second, seed + 1)];
        assert.equal(extendedCrc(crc32(one), other, crc32(other)), crc32(Buffer.concat([one, other])));
      }),
    );
  });

  it('fails if the bytes or the fields of a frame differ', () => {
    const bytes = Buffer.from('abc');
    const stored = {
      ...ROW,
      arrival: 1,
      execution: 1,
      operation: 1,
      digest: 0,
      position: null,
      payload: bytes,
    };
    const crc = frameCheck(ROW, crc32(bytes));
    assert.ok(isIntact({ ...stored, crc }, bytes));
    assert.ok(isIntact({ ...stored, crc: null }, Buffer.from('abd')), 'rows of format 2 have none');
    assert.ok(!isIntact({ ...stored, crc }, Buffer.from('abd')));
    for (const field of ['stream', 'start', 'length', 'streamStart', 'tail', 'time'] as const)
      assert.ok(!isIntact({ ...stored, crc, [field]: stored[field] + 1 }, bytes), field);
    assert.ok(!isIntact({ ...stored, crc, start: ROW.start - 2 ** 40 }, bytes), 'the high half of an offset');
  });
});
