import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { OperationId } from '../../../protocol/ids.ts';
import { decodeFrame } from '../../../protocol/runner/frames.ts';
import { ReplicaState } from '../../credentials/replica-state.ts';
import { HIGHEST_EPOCH } from '../../credentials/writer-epochs.ts';
import { Uploader } from './uploader.ts';

const ID = OperationId.parse('1-1');
const STARTED_AT = Date.UTC(2027, 0, 1);

describe('the writer epochs of a replica', () => {
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'outrunner-epochs-'));
  });

  afterEach(() => rm(dataDir, { recursive: true }));

  /** Opens the state as a new process does. The clock does not advance, as after it was set back. */
  const openState = (folder = dataDir) =>
    ReplicaState.open(folder, STARTED_AT, () => assert.fail('the state is damaged'));

  /**
   * Uploads output that the coordinator refuses as fenced until a frame has `accepted` or a higher epoch. Resolves to
   * the epochs of all frames.
   */
  const upload = async (epochs: ReplicaState, accepted: number, onFrame = async (_epoch: number) => {}) => {
    const used: number[] = [];
    const ended = new AbortController();
    await new Promise<void>((resolve, reject) => {
      const uploader = new Uploader({
        keeper: {
          subscribe: async (_, { fromOffset, onFrame: give }) => {
            const subscription = { credit: () => undefined, close: () => undefined };
            const payload = Buffer.alloc(10);
            const frame = {
              operationId: ID,
              stream: 'stdout' as const,
              offset: fromOffset,
              time: 1,
              crc32: 0,
            };
            queueMicrotask(() => give({ ...frame, payload }, subscription));
            return subscription;
          },
          release: async () => undefined,
        },
        log: pino({ level: 'silent' }),
        epochs,
        onDelivered: () => resolve(),
      });
      uploader.connect(
        {
          backoff: { base: 0, cap: 0 },
          signal: ended.signal,
          output: async (bytes) => {
            const step = decodeFrame(bytes, 0);
            assert.ok(step.kind === 'frame');
            const { epoch } = step.frame;
            used.push(epoch);
            await onFrame(epoch).catch(reject);
            const receipt = { operationId: ID, received: 0, durable: 0 };
            if (epoch < accepted) return { operations: [{ ...receipt, problem: 'fenced' }] };
            return { operations: [{ ...receipt, received: 10 }] };
          },
        },
        { outputRequestBytes: 1024, outputRequestsInFlight: 1 },
      );
      uploader.end(ID, 10);
      uploader.start(ID, 0);
    });
    ended.abort();
    return used;
  };

  it('are higher than all epochs of earlier processes, at whatever frame they died', async () => {
    const state = await openState();
    let checked = 0;
    const used = await upload(state, state.firstEpoch + 500_000, async (epoch) => {
      // A process that starts at this moment reads this copy of the file.
      const copy = await mkdtemp(join(tmpdir(), 'outrunner-epochs-'));
      try {
        await cp(join(dataDir, 'replica.json'), join(copy, 'replica.json'));
        const next = await openState(copy);
        assert.ok(next.firstEpoch > epoch, `${next.firstEpoch} after ${epoch}`);
        checked += 1;
      } finally {
        await rm(copy, { recursive: true });
      }
    });
    assert.equal(checked, used.length);
    assert.deepEqual(
      used,
      [...new Set(used)].sort((a, b) => a - b),
      'epochs rise',
    );
    assert.ok(used.length > 18, 'there were leaps of every size');
  });

  it('stay in the file when the position is saved', async () => {
    const state = await openState();
    await state.reserve(state.firstEpoch + 5000);
    state.note({ generation: 2, sequence: 7 });
    await state.save();
    const next = await openState();
    assert.ok(next.firstEpoch > state.firstEpoch + 5000);
    assert.equal(next.seen.sequence, 7);
  });

  it('are written together with a position that is saved at the same time', async () => {
    const state = await openState();
    state.note({ generation: 2, sequence: 7 });
    await Promise.all([state.save(), ...[9000, 5000].map((n) => state.reserve(state.firstEpoch + n))]);
    const next = await openState();
    assert.ok(next.firstEpoch > state.firstEpoch + 9000);
    assert.equal(next.seen.sequence, 7);
  });

  it('are not stored above the highest epoch, so that the file stays readable', async () => {
    const state = await openState();
    await assert.rejects(state.reserve(HIGHEST_EPOCH + 1), RangeError);
    await state.reserve(HIGHEST_EPOCH);
    assert.equal((await openState()).firstEpoch, HIGHEST_EPOCH);
    const farFuture = await ReplicaState.open(dataDir, Date.UTC(2200, 0, 1), () => assert.fail());
    assert.equal(farFuture.firstEpoch, HIGHEST_EPOCH);
  });
});
