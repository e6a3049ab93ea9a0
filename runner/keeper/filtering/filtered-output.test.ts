import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Stream } from '../../../protocol/runner/frames.ts';
import type { LogFilter } from '../../../protocol/runner/log-filter.ts';
import { createPatternRunner } from '../../../support/patterns/pattern-runner.ts';
import { FilteredOutput } from './filtered-output.ts';
import { LONGEST_LINE } from './line-splitter.ts';
import { slowMatching } from './slow-matching.ts';

const NOTHING: LogFilter = { type: 'quiet-output', config: { regex: 'no such text', quietMatch: 'true' } };
/** Never matches. Only a backtracking engine can evaluate the lookahead, so it runs in another thread. */
const SLOW: LogFilter = { type: 'quiet-output', config: { regex: '(?=a)b', quietMatch: 'true' } };

interface Given {
  readonly stream: Stream;
  readonly bytes: Uint8Array;
}

describe('filtered output', () => {
  const patterns = createPatternRunner();
  after(() => patterns.close());

  async function filter(
    filters: readonly LogFilter[],
    given: readonly Given[],
    streams: readonly Stream[] = ['stdout', 'stderr'],
  ) {
    const output: Partial<Record<Stream, Buffer>> = {};
    const order: Stream[] = [];
    let wake = () => {};
    const filtered = new FilteredOutput({ filters, shown: 'normal' }, streams, slowMatching(patterns), {
      onOutput: (stream, _time, bytes) => {
        order.push(stream);
        output[stream] = Buffer.concat([output[stream] ?? Buffer.alloc(0), bytes]);
      },
      onIdle: () => wake(),
    });
    filtered.start(0);
    // Reuses one buffer, as real sources do.
    const shared = Buffer.alloc(LONGEST_LINE);
    for (const { stream, bytes } of given) {
      shared.set(bytes);
      filtered.push(stream, 0, shared.subarray(0, bytes.length));
      shared.fill('#');
    }
    for (const stream of streams) filtered.endStream(stream, 0);
    filtered.end(0);
    if (filtered.busy)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    const text = (stream: Stream) => (output[stream] ?? Buffer.alloc(0)).toString();
    return { bytes: output, text, order, data: filtered.captured };
  }

  const chunk = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.constantFrom('\n', '\r', '\r\n', 'é', '🙂\n', 'line\n', 'a').map((text) => Buffer.from(text)),
    fc.constant(Buffer.from('🙂'.repeat(LONGEST_LINE / 4 - 1))),
  );
  const chunks = fc.array(fc.record({ stream: fc.constantFrom<Stream>('stdout', 'stderr'), bytes: chunk }), {
    maxLength: 20,
  });
  const streamOf = (given: readonly Given[], stream: Stream) =>
    Buffer.concat(given.filter((one) => one.stream === stream).map(({ bytes }) => bytes));

  for (const [name, filters, runs] of [
    ['in the same thread', [NOTHING], 300],
    ['in another thread', [NOTHING, SLOW], 30],
  ] as const) {
    it(`consists of the exact bytes of each stream if no filter changes a line and patterns are matched ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(chunks, async (given) => {
          const { bytes } = await filter(filters, given);
          for (const stream of ['stdout', 'stderr'] as const)
            assert.ok((bytes[stream] ?? Buffer.alloc(0)).equals(streamOf(given, stream)));
        }),
        { numRuns: runs },
      );
    });
  }

  it('is the same however the output was split into chunks', async () => {
    const filters = [
      { type: 'key-value-data', config: { regex: '(\\w)(.*)', logData: 'true' } },
      { type: 'highlight-output', config: { regex: 'a', fgcolor: 'red' } },
      { type: 'quiet-output', config: { regex: 'line', quietMatch: 'true' } },
    ];
    await fc.assert(
      fc.asyncProperty(chunks, fc.integer({ min: 1, max: 5 }), async (given, size) => {
        const whole = await filter(filters, given, ['stdout', 'stderr']);
        const cut = given.flatMap(({ stream, bytes }) =>
          bytes.length > 1000
            ? [{ stream, bytes }]
            : Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => ({
                stream,
                bytes: bytes.subarray(index * size, (index + 1) * size),
              })),
        );
        const again = await filter(filters, cut, ['stdout', 'stderr']);
        assert.equal(again.text('stdout'), whole.text('stdout'));
        assert.equal(again.text('stderr'), whole.text('stderr'));
        assert.deepEqual(again.data, whole.data);
      }),
    );
  });

  it('contains each line once and in order, without the lines that a filter suppresses', async () => {
    const quiet = { type: 'quiet-output', config: { regex: '[05]$', quietMatch: 'true' } };
    const number = fc.array(fc.nat({ max: 30 }), { maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(number, async (numbers) => {
        const bytes = Buffer.from(numbers.map((one) => `${one}\n`).join(''));
        const { text } = await filter([quiet], [{ stream: 'stdout', bytes }]);
        const left = numbers.filter((one) => one % 5 !== 0);
        assert.equal(text('stdout'), left.map((one) => `${one}\n`).join(''));
      }),
    );
  });

  const given = (text: string, stream: Stream = 'stdout') => [{ stream, bytes: Buffer.from(text) }];

  it('continues without a filter whose pattern takes too long, and reports the filter', async () => {
    const endless = { type: 'quiet-output', config: { regex: '(?=a)(a+)+$', quietMatch: 'true' } };
    const text = `x\n${'a'.repeat(40)}!\nlast`;
    const output = await filter([endless], given(text));
    assert.equal(output.text('stdout'), text);
    assert.match(
      output.text('stderr'),
      /^Log filter quiet-output is switched off: .*longer than 100 ms\.\n$/,
    );
  });

  it('begins with a report of the filters that are not applied', async () => {
    const unknown = { type: 'json-mapper', config: {} };
    const { text, order } = await filter([unknown], given('x\n'));
    assert.equal(text('stderr'), 'Log filter json-mapper is not applied: there is no such filter.\n');
    assert.deepEqual([text('stdout'), order], ['x\n', ['stderr', 'stdout']]);
  });

  it('ends an added line with CR LF in a terminal', async () => {
    const data = { type: 'key-value-data', config: { logData: 'true' } };
    const { text } = await filter([data], given('RUNDECK:DATA:a=b', 'terminal'), ['terminal']);
    assert.equal(text('terminal'), 'RUNDECK:DATA:a=b\r\n{"a":"b"}\r\n');
  });

  it('is matched only at the beginning of a line that is too long, and treats the rest like the beginning', async () => {
    const long = `secret ${'é'.repeat(LONGEST_LINE)} secret\nshort\n`;
    const quiet = { type: 'quiet-output', config: { regex: '^secret', quietMatch: 'true' } };
    const pieces = (size: number) =>
      Array.from({ length: Math.ceil(Buffer.byteLength(long) / size) }, (_, index) => ({
        stream: 'stdout' as const,
        bytes: Buffer.from(long).subarray(index * size, (index + 1) * size),
      }));
    assert.equal((await filter([quiet], pieces(1000))).text('stdout'), 'short\n');
    const mark = { type: 'highlight-output', config: { regex: 'secret', mode: 'bold' } };
    const marked = (await filter([mark], pieces(777))).text('stdout');
    assert.equal(marked, long.replace('secret', '\u001b[1msecret\u001b[0m'));
  });
});
