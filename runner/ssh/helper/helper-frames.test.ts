import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HelperFrameReader, runFrame } from './helper-frames.ts';

describe('the frames of a helper', () => {
  const frames = fc.array(
    fc.oneof(
      fc.record({ letter: fc.constantFrom('o', 'e'), bytes: fc.uint8Array({ maxLength: 40 }) }),
      fc.record({ letter: fc.constantFrom('x', 'd', 'p', 'f'), number: fc.nat({ max: 65_535 }) }),
    ),
  );

  const strays = fc.string({ unit: fc.constantFrom('m', 'ma', 'x', 'é', '\n', ' '), maxLength: 200 });
  const toldOf = (one: { letter: string } & ({ bytes: Uint8Array } | { number: number })) =>
    'bytes' in one
      ? Buffer.concat([Buffer.from(`mark${one.letter} ${one.bytes.length}\n`), one.bytes])
      : Buffer.from(`mark${one.letter} ${one.number}\n`);

  it('are decoded in the same way from chunks of any length', () => {
    fc.assert(
      fc.property(frames, fc.infiniteStream(fc.integer({ min: 1, max: 9 })), (said, sizes) => {
        const { output, kinds } = readInPieces(Buffer.concat(said.map(toldOf)), sizes);
        const bytesOf = (letter: string) =>
          Buffer.concat(said.flatMap((one) => ('bytes' in one && one.letter === letter ? [one.bytes] : [])));
        assert.deepEqual(Buffer.concat(output.stdout), bytesOf('o'));
        assert.deepEqual(Buffer.concat(output.stderr), bytesOf('e'));
        assert.equal(kinds.length, said.filter((one) => 'number' in one).length);
      }),
    );
  });

  it('can be interleaved with other bytes, which count as standard output', () => {
    fc.assert(
      fc.property(
        strays,
        strays,
        fc.infiniteStream(fc.integer({ min: 1, max: 300 })),
        (one, other, sizes) => {
          const told = Buffer.from(`${one}marke 3\nabc${other}markx 0\n`);
          const { output, kinds } = readInPieces(told, sizes);
          assert.equal(Buffer.concat(output.stderr).toString(), 'abc');
          assert.equal(Buffer.concat(output.stdout).toString(), one + other);
          assert.deepEqual(kinds, ['exit']);
        },
      ),
    );
  });

  it('are rejected if they are invalid', () => {
    for (const text of ['markq 1\n', 'marko many\n', 'markx\n', `mark${'longer than any header'.repeat(3)}`])
      assert.throws(() => [...new HelperFrameReader('mark').take(Buffer.from(text))], RangeError);
  });
});

describe('the command frame of a helper', () => {
  it('contains the command and its variables, each with its length in bytes', () => {
    const frame = runFrame({ command: 'echo é', environment: { A: 'x=y' }, graceSeconds: 7 }, 'mark');
    const counted = (length: number, text: string) => `\0\0\0${String.fromCharCode(length)}${text}`;
    const payload = counted(7, 'echo é') + counted(1, 'A') + counted(3, 'x=y');
    assert.equal(frame.toString(), `r 23 7 0 mark\n${payload}`);
  });
});

function readInPieces(told: Buffer, sizes: Iterator<number>) {
  const reader = new HelperFrameReader('mark');
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const kinds: string[] = [];
  for (let at = 0; at < told.length; ) {
    const size = sizes.next().value ?? 1;
    for (const frame of reader.take(told.subarray(at, at + size))) {
      if (frame.kind === 'output') output[frame.stream].push(frame.bytes);
      else kinds.push(frame.kind);
    }
    at += size;
  }
  return { output, kinds };
}
