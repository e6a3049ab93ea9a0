import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { ExecutionId, operationId } from '../../../protocol/ids.ts';
import type { ClaimAnswer } from '../../../protocol/runner/claims.ts';
import { commandOf, Deferred, KeeperBench, shell } from '../../keeper/testing/keeper-bench.ts';
import type { PrepareAnswer } from '../../link/messages.ts';
import { DEFAULT_BACKOFF } from '../../transport/call-policies.ts';
import { ClaimQueue, type ClaimQueueOptions, type Preparation } from './claim-queue.ts';

const ID = operationId(ExecutionId.parse(1), 1);
const OFFER = { type: 'assign', operationId: ID, pty: false, secure: false } as const;
const WITHDRAWN: ClaimAnswer = { operationId: ID, verdict: 'withdrawn' };
const GRANTED: ClaimAnswer = {
  operationId: ID,
  verdict: 'granted',
  operation: {
    executionId: ExecutionId.parse(1),
    template: { kind: 'exec', command: 'echo hello', pty: false },
    values: { option: {}, secureOption: [], job: {} },
    filters: [],
    files: [],
    fetchAllowed: [],
  },
};

describe('the gate of a refused claim', () => {
  let bench: KeeperBench;

  before(async () => {
    bench = await KeeperBench.started();
  });

  after(() => bench.close());

  /**
   * Opens a queue with the real keeper. The queue receives the keeper's first answer only when the test releases it.
   */
  const open = (verdicts: ClaimAnswer[]) => {
    const late = new Deferred<void>();
    const granted = new Deferred<Preparation>();
    const preparations: Promise<PrepareAnswer>[] = [];
    const keeper: ClaimQueueOptions['keeper'] = {
      prepare: (id, terminal) => {
        const wait = preparations.length === 0 ? late.promise : undefined;
        const prepared = bench.client.prepare(id, terminal).then(async (answer) => {
          await wait;
          return answer;
        });
        preparations.push(prepared);
        return prepared;
      },
      abandon: (id) => bench.client.abandon(id),
    };
    const queue = new ClaimQueue({
      keeper,
      room: () => 1,
      onGranted: (_, __, prepared) => granted.resolve(prepared),
      onCancelled: assert.fail,
      measures: { offered: () => () => undefined },
      onFailure: (error) => assert.fail(error),
    });
    const claims = () => Promise.resolve({ claims: verdicts.splice(0, 1) });
    queue.connect({ backoff: DEFAULT_BACKOFF, signal: new AbortController().signal, claims });
    return { queue, late, granted, preparations };
  };

  it('is not reused by the next claim, even if the keeper answers late', async () => {
    const { queue, late, granted, preparations } = open([WITHDRAWN, GRANTED]);
    queue.offer(OFFER);
    await turn();
    assert.equal(queue.has(ID), false);
    queue.offer(OFFER);
    await granted.promise;
    late.resolve();
    await Promise.all(preparations);
    // `status` is answered only after all earlier requests, so the keeper has handled them.
    await bench.client.status();
    await bench.client.open(ID, commandOf(shell('echo hello')));
    assert.equal((await bench.finished(ID)).stdout.toString(), 'hello\n');
  });
});
