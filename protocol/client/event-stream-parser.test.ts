import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EventStreamParser, type RawEvent } from './event-stream-parser.ts';

const parse = (chunks: readonly Uint8Array[]): RawEvent[] => {
  const parser = new EventStreamParser();
  return chunks.flatMap((chunk) => parser.push(chunk));
};
const text = (content: string) => Buffer.from(content);

describe('the event stream parser', () => {
  it('returns the same events wherever the bytes are split', () => {
    const events = fc.array(
      fc.record(
        { id: fc.stringMatching(/^[a-z0-9.]{1,8}$/), data: fc.stringMatching(/^[^\r\n]{1,40}$/u) },
        { noNullPrototype: true },
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(events, fc.array(fc.nat(400), { maxLength: 10 }), fc.boolean(), (list, cuts, crlf) => {
        const end = crlf ? '\r\n' : '\n';
        const bytes = text(
          list.map(({ id, data }) => `id: ${id}${end}data: ${data}${end}${end}:${end}`).join(''),
        );
        const places = [...new Set([0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length])];
        places.sort((a, b) => a - b);
        const chunks = places.slice(1).map((place, index) => bytes.subarray(places[index], place));
        assert.deepEqual(
          parse(chunks).map(({ id, data }) => ({ id, data })),
          list,
        );
      }),
    );
  });

  it('keeps the last event id, joins data lines, and ignores comments and unknown fields', () => {
    assert.deepEqual(parse([text(': hello\nid: 7\nretry: 10\ndata: a\ndata: b\n\ndata:c\n\n\n')]), [
      { id: '7', data: 'a\nb' },
      { id: '7', data: 'c' },
    ]);
  });

  it('drops an incomplete event at the end of the stream', () => {
    assert.deepEqual(parse([text('data: whole\n\ndata: cut')]), [{ id: '', data: 'whole' }]);
  });

  describe('given an endless event', () => {
    const MEBIBYTE = 1024 * 1024;
    const endless: Record<string, string> = {
      'one line': 'x'.repeat(MEBIBYTE),
      'many data lines': `data: ${'x'.repeat(1000)}\n`.repeat(1049),
      'many empty data lines': 'data\n'.repeat(MEBIBYTE / 4),
      'data lines between long comments': `data: x\n:${'x'.repeat(MEBIBYTE)}\n`,
    };
    for (const [name, chunk] of Object.entries(endless))
      it(`throws a RangeError if the event consists of ${name}`, () => {
        const parser = new EventStreamParser();
        assert.throws(() => {
          for (let sent = 0; sent < 10; sent += 1) parser.push(text(chunk));
        }, RangeError);
      });
  });

  it('accepts many complete events and comments of a megabyte each', () => {
    const parser = new EventStreamParser();
    const data = 'x'.repeat(1024 * 1024);
    for (let sent = 0; sent < 20; sent += 1)
      assert.equal(parser.push(text(`:${data}\ndata: ${data}\n\n`)).length, 1);
  });
});
