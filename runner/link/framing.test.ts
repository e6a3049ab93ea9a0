import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeHeader, LinkFrameReader } from './framing.ts';

const messages = fc.array(
  fc.record({
    header: fc.dictionary(fc.string(), fc.jsonValue()),
    payload: fc.uint8Array({ maxLength: 200 }),
  }),
  { maxLength: 6 },
);

describe('a stream of link frames', () => {
  it('is decoded into the sent messages, however it is split into chunks', () => {
    fc.assert(
      fc.property(messages, fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (sent, sizes) => {
        const bytes = Buffer.concat(
          sent.flatMap(({ header, payload }) => [encodeHeader(header, payload.length), payload]),
        );
        const reader = new LinkFrameReader();
        const received = [];
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          for (const { header, payload } of reader.push(bytes.subarray(at, at + size)))
            received.push({ header, payload: new Uint8Array(payload) });
          at += size;
        }
        assert.deepEqual(
          received,
          sent.map(({ header, payload }) => ({ header: JSON.parse(JSON.stringify(header)), payload })),
        );
      }),
    );
  });

  it('is refused if its first bytes announce a frame that is too long', () => {
    assert.throws(() => new LinkFrameReader().push(Buffer.from('GET / HTTP/1.1\r\n\r\n')), /frames/);
  });
});
