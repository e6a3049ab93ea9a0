import assert from 'node:assert/strict';
import { frame } from '../testing/frame.ts';
import { encodeFrames } from '../testing/test-runner.ts';
import { UploadFrameReader } from './frame-reader.ts';
import { RequestMemory } from './request-memory.ts';

const text = (payload: Uint8Array): string => Buffer.from(payload).toString();

describe('UploadFrameReader', () => {
  it('returns every frame in order, however the body is split', () => {
    const body = encodeFrames([frame(1, 0, 'one'), frame(2, 0, 'zwei'), frame(1, 3, 'three')]);
    for (let size = 1; size <= body.byteLength; size += 1) {
      const reader = new UploadFrameReader(new RequestMemory().take());
      const payloads: string[] = [];
      for (let at = 0; at < body.byteLength; at += size)
        for (const { payload } of reader.push(body.subarray(at, at + size))) payloads.push(text(payload));
      reader.end();
      assert.deepEqual(payloads, ['one', 'zwei', 'three']);
    }
  });

  it('refuses a body that ends within a frame', () => {
    const body = encodeFrames([frame(1, 0, 'whole'), frame(1, 5, 'cut')]);
    const reader = new UploadFrameReader(new RequestMemory().take());
    assert.equal([...reader.push(body.subarray(0, -1))].length, 1);
    assert.throws(() => reader.end(), { code: 'frames-invalid' });
  });

  it('returns no bytes of an earlier request from reused memory', () => {
    const memory = new RequestMemory();
    const used = memory.take();
    const before = new UploadFrameReader(used);
    assert.equal([...before.push(encodeFrames([frame(1, 0, 'a long one before')]))].length, 1);
    memory.give(used);
    const again = memory.take();
    assert.equal(again, used);
    const reader = new UploadFrameReader(again);
    const payloads = Array.from(reader.push(encodeFrames([frame(1, 0, 'short')])), (it) => text(it.payload));
    reader.end();
    assert.deepEqual(payloads, ['short']);
  });
});
