import assert from 'node:assert/strict';
import type { FrameRow } from '../index/frame-row.ts';
import { FramePayloads } from './frame-payloads.ts';

const row = { execution: 7, operation: 1, start: 0, length: 3, position: 0, payload: null } as FrameRow;

describe('FramePayloads', () => {
  for (const isStored of [true, false])
    it(`${isStored ? 'report' : 'do not report'} missing bytes of a row that ${isStored ? 'is stored' : 'was erased'}`, async () => {
      const noted: string[] = [];
      const payloads = new FramePayloads(
        { readInto: async () => 0 },
        { note: (path) => void noted.push(path) },
        () => isStored,
      );
      const [content] = await payloads.of([row]);
      assert.equal(content?.isDamaged, true);
      assert.deepEqual(noted, isStored ? ['output/7/1.bin'] : []);
    });
});
