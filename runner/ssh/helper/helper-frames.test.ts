import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HelperFrameReader, runFrame } from './helper-frames.ts';

describe('what a helper says', () => {
  const frames = fc.array(
    fc.oneof(
      fc.record({ letter: fc.constantFrom('o', 'e'), bytes: fc.uint8Array({ maxLength: 40 }) }),
      fc.record({ letter: fc.constantFrom('x', 'd', 'p', 'f'), number: fc.nat({ max: 65_535 }) }),
    ),
  );

  it('is read the same, in whatever pieces it comes', () => {
    fc.assert(
      fc.property(frames, fc.infiniteStream(fc.integer({ min: 1, max: 9 })), (said, sizes) => {
        const told = said.map((one) =>
          'bytes' in one
            ? Buffer.concat([Buffer.from(`${one.letter} ${one.bytes.length}\n`), one.bytes])
            : Buffer.from(`${one.letter} ${one.number}\n`),
        );
        const all = Buffer.concat(told);
        const reader = new HelperFrameReader();
        const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
        const kinds: string[] = [];
        for (let at = 0; at < all.length; ) {
          const size = sizes.next().value ?? 1;
          for (const frame of reader.take(all.subarray(at, at + size))) {
            if (frame.kind === 'output') output[frame.stream].push(frame.bytes);
            else kinds.push(frame.kind);
          }
          at += size;
        }
        const bytesOf = (letter: string) =>
          Buffer.concat(said.flatMap((one) => ('bytes' in one && one.letter === letter ? [one.bytes] : [])));
        assert.deepEqual(Buffer.concat(output.stdout), bytesOf('o'));
        assert.deepEqual(Buffer.concat(output.stderr), bytesOf('e'));
        assert.equal(kinds.length, said.filter((one) => 'number' in one).length);
      }),
    );
  });

  it('is nothing else', () => {
    for (const text of ['q 1\n', 'o many\n', 'x\n', 'a line that is much longer than any header can be'])
      assert.throws(() => [...new HelperFrameReader().take(Buffer.from(text))], RangeError);
  });
});

describe('what a helper is told to run', () => {
  it('stands in one frame, its length counted in bytes', () => {
    const frame = runFrame({ command: 'echo é', environment: { A: 'x=y' }, graceSeconds: 7 });
    const counted = (length: number, text: string) => `\0\0\0${String.fromCharCode(length)}${text}`;
    const payload = counted(7, 'echo é') + counted(1, 'A') + counted(3, 'x=y');
    assert.equal(frame.toString(), `r 23 7 0\n${payload}`);
  });
});
