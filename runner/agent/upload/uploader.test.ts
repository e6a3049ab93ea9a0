import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { pino } from 'pino';
import { OperationId } from '../../../protocol/ids.ts';
import { decodeFrame } from '../../../protocol/runner/frames.ts';
import type { OutputAnswer, OutputReceipt } from '../../../protocol/runner/output.ts';
import { Deferred } from '../../keeper/testing/keeper-bench.ts';
import type { SubscribeOptions } from '../../keeper-client/keeper-client.ts';
import { LinkDown } from '../../transport/link-down.ts';
import { Uploader } from './uploader.ts';

const ID = OperationId.parse('1-1');
const PIECE = 64 * 1024;

/** A request in flight. */
interface Asked {
  readonly offset: number;
  readonly answer: Deferred<OutputAnswer | LinkDown>;
}

describe('a restarted upload', () => {
  /** Opens an uploader whose keeper and coordinator are controlled by the test. */
  const open = () => {
    const subscribed: SubscribeOptions[] = [];
    const released: number[] = [];
    const asked: Asked[] = [];
    const uploader = new Uploader({
      keeper: {
        subscribe: async (_, options) => {
          subscribed.push(options);
          return { credit: () => undefined, close: () => undefined };
        },
        release: async (_, offset) => void released.push(offset),
      },
      log: pino({ level: 'silent' }),
      epochs: { firstEpoch: 1, isReserved: () => true, reserve: async () => undefined },
      onDelivered: () => undefined,
    });
    uploader.connect(
      {
        backoff: { base: 0, cap: 0 },
        signal: new AbortController().signal,
        output: async (bytes) => {
          const step = decodeFrame(bytes, 0);
          assert.ok(step.kind === 'frame');
          const answer = new Deferred<OutputAnswer | LinkDown>();
          asked.push({ offset: step.frame.offset, answer });
          const given = await answer.promise;
          if (given instanceof LinkDown) throw given;
          return given;
        },
      },
      { outputRequestBytes: 5 * PIECE, outputRequestsInFlight: 4 },
    );
    const give = (offset: number, pieces: number) => {
      const subscription = { credit: () => undefined, close: () => undefined };
      for (let n = 0; n < pieces; n += 1)
        subscribed.at(-1)?.onFrame(
          {
            operationId: ID,
            stream: 'stdout',
            offset: offset + n * PIECE,
            time: 1,
            crc32: 0,
            payload: Buffer.alloc(PIECE),
          },
          subscription,
        );
    };
    uploader.start(ID, 0);
    return { subscribed, released, asked, give };
  };

  for (const problem of [undefined, 'gap'] as const)
    it(`continues after bytes that a late answer confirmed and the spool then freed (${problem ?? 'taken'})`, async () => {
      const { subscribed, released, asked, give } = open();
      give(0, 4);
      await turn();
      give(4 * PIECE, 4);
      await turn();
      assert.deepEqual(
        asked.map(({ offset }) => offset),
        [0, 4 * PIECE],
      );
      asked[0]?.answer.resolve(new LinkDown('its answer was lost'));
      while (subscribed.length < 2) await turn();
      assert.equal(subscribed[1]?.fromOffset, 0);
      const kept = 8 * PIECE;
      const receipt: OutputReceipt = { operationId: ID, received: kept, durable: kept };
      asked[1]?.answer.resolve({ operations: [problem === undefined ? receipt : { ...receipt, problem }] });
      await turn();
      assert.deepEqual(released, [kept]);
      give(kept, 1);
      await turn();
      assert.equal(asked[2]?.offset, kept);
    });
});
