import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineAssembler, lineText } from './lines.ts';

/** Returns the text of each line, and whether the line was cut. The pieces arrive one after the other. */
function linesOf(pieces: readonly (Uint8Array | string)[], limit = 65_536): [string, boolean][] {
  const assembler = new LineAssembler(limit);
  const lines = pieces.flatMap((piece) => [...assembler.push(Buffer.from(piece))]);
  const last = assembler.finish();
  return [...lines, ...(last === undefined ? [] : [last])].map((line) => [lineText(line), line.cut]);
}

const texts = (...pieces: (Uint8Array | string)[]) => linesOf(pieces).map(([text]) => text);

/** Returns the expected lines, computed from all bytes at once. */
function expectedLines(bytes: Buffer, limit: number): [Buffer, boolean][] {
  const lines: [Buffer, boolean][] = [];
  let begin = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, begin)) {
    const content = bytes.subarray(begin, end > begin && bytes[end - 1] === 13 ? end - 1 : end);
    lines.push([content.subarray(0, limit), content.byteLength > limit]);
    begin = end + 1;
  }
  const rest = bytes.subarray(begin);
  if (rest.byteLength > 0) lines.push([rest.subarray(0, limit), rest.byteLength > limit]);
  return lines;
}

describe('Lines of output', () => {
  it('end at LF, and the last line at the end of the stream', () => {
    assert.deepEqual(texts('a\nb\n'), ['a', 'b']);
    assert.deepEqual(texts('a\n\nb'), ['a', '', 'b']);
    assert.deepEqual(texts(''), []);
  });

  it('lose one CR before LF, and do not end at any other CR', () => {
    assert.deepEqual(texts('a\r\n', 'b\r', '\n', 'c\r\r\n'), ['a', 'b', 'c\r']);
    assert.deepEqual(texts('10%\r20%\r\n', 'x\r'), ['10%\r20%', 'x\r']);
  });

  it('contain whole characters even if pieces split them, and replace invalid UTF-8', () => {
    const euro = Buffer.from('€');
    assert.deepEqual(texts(euro.subarray(0, 1), euro.subarray(1), '\n'), ['€']);
    assert.deepEqual(texts(Buffer.from([0x61, 0xff, 0x62, 0x0a, 0xe2, 0x82])), ['a\ufffdb', '\ufffd']);
    assert.deepEqual(texts('\ufeffa\n'), ['\ufeffa'], 'a byte order mark stays');
  });

  it('are cut at the limit, before a character that the limit would split', () => {
    assert.deepEqual(linesOf(['12345\n123456\n', '1234567\r\n12345\r\n'], 5), [
      ['12345', false],
      ['12345', true],
      ['12345', true],
      ['12345', false],
    ]);
    assert.deepEqual(linesOf(['123€\n'], 5), [['123', true]]);
    assert.deepEqual(linesOf(['12€€'], 5), [['12€', true]]);
  });

  it('do not depend on how the bytes are split into pieces', () => {
    const byte = fc.constantFrom(10, 13, 0x61, 0xe2, 0x82, 0xac, 0xff);
    const pieces = fc.array(
      fc
        .uint8Array({ maxLength: 12 })
        .chain(({ length }) => fc.array(byte, { minLength: length, maxLength: length })),
    );
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 8 }), (parts, limit) => {
        const assembler = new LineAssembler(limit);
        const lines = parts.flatMap((part) => [...assembler.push(Uint8Array.from(part))]);
        const last = assembler.finish();
        const found = [...lines, ...(last === undefined ? [] : [last])];
        assert.deepEqual(
          found.map(({ bytes, cut }) => [Buffer.from(bytes), cut]),
          expectedLines(Buffer.from(parts.flat()), limit),
        );
      }),
    );
  });

  it('continue from an unfinished line as if there was no interruption', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(13, 0x61), { maxLength: 9 }), (before) => {
        const head = Buffer.from(before);
        const resumed = new LineAssembler(4, {
          head: head.subarray(0, 4),
          length: head.byteLength,
          endsWithCr: head.at(-1) === 13,
        });
        const [line] = resumed.push(Buffer.from('\n'));
        const [expected] = expectedLines(Buffer.concat([head, Buffer.from('\n')]), 4);
        assert.deepEqual([Buffer.from(line?.bytes ?? []), line?.cut], expected);
      }),
    );
  });
});
