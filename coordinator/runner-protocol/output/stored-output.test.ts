import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ManualClock } from '../../dispatch/testing/manual-clock.ts';
import { Damages } from '../../store/files/damages.ts';
import { openEmbeddedOutput } from '../../store/output/open-embedded-output.ts';
import type { Output } from '../../store/output/output.ts';
import {
  collect,
  EXECUTION,
  FIRST,
  SECOND,
  sampleBytes,
  sampleFrame,
} from '../../store/output/testing/sample-output.ts';
import { scratchFolder } from '../../store/testing/scratch-folder.ts';
import { Outputs } from './outputs.ts';
import { OutputUpload } from './upload.ts';

type Sent = readonly [operationId: typeof FIRST, offset: number, bytes: Uint8Array | string];

describe('OutputUpload', () => {
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  let output: Output;
  let outputs: Outputs;
  let limit: number | undefined;
  const open = async (): Promise<void> => {
    output = await openEmbeddedOutput({
      folder: scratch.path,
      damages: new Damages(scratch.path),
      now: () => 5,
      hasRoom: () => true,
      onFatal: assert.fail,
      limits: {
        of: () =>
          limit === undefined ? undefined : { group: 'all', kind: 'lines', amount: limit, drops: true },
        reached: () => undefined,
      },
    });
    outputs = new Outputs(output, new ManualClock());
  };
  const close = async (): Promise<void> => {
    outputs.close();
    await output.close();
  };

  beforeEach(async () => {
    scratch = await scratchFolder();
    limit = undefined;
    await open();
  });

  afterEach(async () => {
    await close();
    await scratch.remove();
  });

  /** Sends one request with frames. Returns the received bytes of each operation. */
  async function send(...sent: readonly Sent[]): Promise<readonly number[]> {
    const upload = new OutputUpload((operationId) => outputs.lease(operationId));
    try {
      await upload.take(sent.map(([id, offset, bytes]) => ({ ...sampleFrame(id, offset, bytes), epoch: 1 })));
      return (await upload.receipts()).map(({ received }) => received);
    } finally {
      upload.close();
    }
  }
  const stored = async (operationId = FIRST): Promise<Buffer> =>
    await collect(output.readRaw(EXECUTION, { operationId }));

  it('accepts repeated bytes without writing them again', async () => {
    await send([FIRST, 0, 'abcdef']);
    assert.deepEqual(await send([FIRST, 2, 'cd']), [6]);
    assert.deepEqual(await send([FIRST, 4, 'efgh'], [FIRST, 5, 'fghi'], [FIRST, 0, 'abc']), [9]);
    assert.equal(String(await stored()), 'abcdefghi');
    const { frames } = await output.read(EXECUTION, 0, 1000);
    assert.deepEqual(
      frames.map(({ payload }) => String(payload)),
      ['abcdef', 'gh', 'i'],
    );
  });

  it('refuses bytes that differ from the stored bytes, and stores the output of the other operations', async () => {
    await send([FIRST, 0, 'abcdef']);
    await assert.rejects(send([FIRST, 4, 'eXgh'], [SECOND, 0, 'taken all the same']), {
      code: 'output-conflict',
      parameters: { operation: FIRST, offset: 4 },
    });
    assert.equal(String(await stored(SECOND)), 'taken all the same');
    assert.equal(String((await stored()).subarray(0, 6)), 'abcdef');
  });

  it('refuses a request whose frames overlap with different bytes', async () => {
    await assert.rejects(send([FIRST, 0, 'abc'], [FIRST, 1, 'Xc']), { code: 'output-conflict' });
    assert.equal(String(await stored()), 'abc');
  });

  it('compares repeated bytes with stored bytes, but not with bytes that a limit dropped', async () => {
    limit = 1;
    assert.deepEqual(await send([FIRST, 0, 'one\ntwo\n']), [8]);
    assert.deepEqual(await send([FIRST, 2, 'e\nTWO\nthree\n']), [14]);
    await assert.rejects(send([FIRST, 1, 'X']), { code: 'output-conflict' });
    assert.equal(String(await stored()), 'one\n');
  });

  it('stores frames once if several concurrent requests contain them', async () => {
    const whole = sampleBytes(200_000);
    const all = async (): Promise<void> => {
      for (const at of [0, 50_000, 100_000, 150_000])
        await send(
          [FIRST, at, whole.subarray(at, at + 50_000)],
          [SECOND, at, whole.subarray(at, at + 50_000)],
        );
    };
    await Promise.all([all(), all(), all()]);
    assert.ok((await stored(FIRST)).equals(whole));
    assert.ok((await stored(SECOND)).equals(whole));
  });

  it('notifies listeners once of the frames of one request, even if the frames belong to two operations', async () => {
    let written = 0;
    const leave = output.onReceived(EXECUTION, () => {
      written += 1;
    });
    await send([FIRST, 0, 'a'], [SECOND, 0, 'b'], [FIRST, 1, 'c']);
    leave();
    assert.equal(written, 1);
  });

  it('stores the frames of the other operations if the frames of one operation are rejected', async () => {
    await output.finish(FIRST, { offset: 0, digest: 0 });
    await assert.rejects(send([FIRST, 0, 'late'], [SECOND, 0, 'in time']), { code: 'output-complete' });
    assert.equal(String(await stored(SECOND)), 'in time');
    assert.equal(String(await stored(FIRST)), '');
  });

  it('stores all bytes in order across restarts, however they are split and repeated', async () => {
    const whole = sampleBytes(300_000, 3);
    const piece = fc.tuple(fc.nat(299_999), fc.integer({ min: 1, max: 65_536 }), fc.boolean());
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        for (const [offset, length, again] of pieces) {
          const received = await outputs.received(FIRST);
          const from = Math.min(offset, received);
          await send(
            [FIRST, from, whole.subarray(from, from + length)],
            [FIRST, received, whole.subarray(received, received + 9000)],
          );
          if (!again) continue;
          await close();
          await open();
        }
        assert.ok((await stored()).equals(whole.subarray(0, await outputs.received(FIRST))));
      }),
      { numRuns: 10 },
    );
  });
});
