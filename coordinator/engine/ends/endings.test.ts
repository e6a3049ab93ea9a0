import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { LogLimit } from '../../../job-language/format/log-limit.ts';
import { ExecutionId } from '../../../protocol/ids.ts';
import type { ExecutionRequested, FollowingEvent } from '../events/events.ts';
import { mapValues } from '../maps/number-map.ts';
import { nodesNamed, operationStep, planOf } from '../testing/plans.ts';
import { Player } from '../testing/player.ts';
import { sampleRequest } from '../testing/sample.ts';

const [a, b] = [operationStep('a'), operationStep('b')];
const abort: FollowingEvent = { type: 'abort-requested', time: 5000, user: 'bob' };
const play = (more: Partial<ExecutionRequested>) =>
  new Player(sampleRequest({ plan: planOf({ steps: [a, b] }), limits: { timeoutSeconds: 9 }, more }));
const timer = (player: Player, purpose: string) => {
  const set = [...mapValues(player.state.pending)].find(
    (pending) => pending.type === 'set-timer' && pending.purpose === purpose,
  );
  return { type: 'timer-fired', time: 9000, timer: set?.sequence ?? 0 } as const;
};

describe('a job with retries', () => {
  const retry = { attempt: 0, max: 2, delaySeconds: 30 };

  it('ends as failed-with-retry if retries are left, and requests the next attempt', () => {
    const player = play({ retry }).end('1', 1);
    assert.equal(player.status, 'failed-with-retry');
    const end = player.commands.at(-1);
    assert.ok(end?.type === 'end');
    assert.deepEqual(end.retry, { attempt: 1, max: 2, delaySeconds: 30, initial: 17, previous: 17 });
    assert.equal(end.reason?.code, 'NonZeroResultCode');
  });

  it('passes the first and the previous execution to the next attempt', () => {
    const initial = ExecutionId.parse(15);
    const player = play({ retry: { ...retry, attempt: 1, initial, previous: ExecutionId.parse(16) } });
    const end = player.end('1', 1).commands.at(-1);
    assert.ok(end?.type === 'end');
    assert.deepEqual(end.retry, { attempt: 2, max: 2, delaySeconds: 30, initial: 15, previous: 17 });
  });

  it('fails if no retry is left', () => {
    assert.equal(play({ retry: { ...retry, attempt: 2 } }).end('1', 1).status, 'failed');
  });

  it('is retried after a timeout, but not after an abort or an unknown end', () => {
    const timedOut = play({ retry }).grant('1');
    timedOut.send(timer(timedOut, 'timeout')).end('1', { kind: 'cancelled' });
    assert.equal(timedOut.status, 'failed-with-retry');
    assert.equal(play({ retry }).send(abort).status, 'aborted');
    assert.equal(play({ retry }).end('1', { kind: 'unknown', problem: 'silent' }).status, 'unknown');
  });
});

describe('an output limit', () => {
  const reached: FollowingEvent = { type: 'output-limit-reached', time: 4000, limit: '100 lines' };
  const limited = (action: LogLimit['action'], status: string) =>
    play({ logLimit: { kind: 'lines', amount: 100, action, status } })
      .grant('1')
      .send(reached);

  it('halts the execution with the status that the job specifies', () => {
    for (const [status, shown] of [
      ['failed', 'failed'],
      ['aborted', 'aborted'],
      ['too-chatty', 'too-chatty'],
    ] as const) {
      const player = limited('halt', status);
      assert.equal(player.commands.filter(({ type }) => type === 'cancel').length, 1);
      player.end('1', { kind: 'cancelled' });
      assert.deepEqual([player.status, player.reason], [shown, 'output-limit']);
    }
  });

  it('is logged once and lets the execution continue if the job truncates its output', () => {
    const player = limited('truncate', 'failed').send(reached);
    assert.equal(player.messages.filter((message) => message.includes('is dropped')).length, 1);
    assert.deepEqual(player.endAll(), ['1', '2']);
    assert.equal(player.status, 'succeeded');
  });
});

describe('an abort of an execution on several nodes', () => {
  const plan = planOf({ steps: [a, b], nodes: nodesNamed('n1', 'n2', 'n3', 'n4'), threadCount: 3 });
  const aborted = () => new Player(sampleRequest({ plan })).grant('1 n1').grant('1 n2').send(abort);

  it('cancels running operations, withdraws queued ones and starts no further steps', () => {
    const player = aborted();
    assert.deepEqual(player.open, ['1 n1', '1 n2']);
    player.end('1 n1');
    assert.deepEqual([player.open, player.status], [['1 n2'], 'running']);
    assert.equal(player.end('1 n2', { kind: 'cancelled' }).status, 'aborted');
  });

  it('reports which replica has not confirmed the stop', () => {
    const player = aborted();
    player.send(timer(player, 'cancel-confirm'));
    assert.match(player.state.ended?.reason?.message ?? '', /replica web-a of runner web has not confirmed/);
  });
});

describe('an operation that no replica takes in time', () => {
  it('keeps waiting while other operations of its execution run, and otherwise fails the execution', () => {
    const plan = planOf({
      steps: [a],
      nodes: nodesNamed('n1', 'n2'),
      threadCount: 2,
      dispatchKeepGoing: true,
    });
    const player = new Player(sampleRequest({ plan })).grant('1 n1');
    player.send(timer(player, 'dispatch-wait'));
    assert.deepEqual(player.open, ['1 n1', '1 n2']);
    player.end('1 n1').send(timer(player, 'dispatch-wait'));
    assert.deepEqual([player.status, player.reason], ['failed', 'no-runner-available']);
  });
});

describe('the reason of a failure', () => {
  const why = (player: Player) => player.state.ended?.reason?.message ?? '';
  const nodes = nodesNamed('n1', 'n2', 'n3');

  it('reports the first failed step', () => {
    assert.match(why(play({}).end('1', 3)), /^Step 1 \(a\) on .* failed with exit code 3\.$/);
  });

  it('counts further nodes on which the step failed', () => {
    const plan = planOf({ steps: [a], nodes, threadCount: 3, dispatchKeepGoing: true });
    const player = new Player(sampleRequest({ plan })).end('1 n2', 3).end('1 n1', 4).end('1 n3');
    assert.equal(why(player), 'Step 1 (a) on n2 failed with exit code 3. It failed on 1 more node.');
  });

  it('counts the steps that failed later', () => {
    const plan = planOf({ steps: [a, b], keepGoing: true, strategy: 'sequential' });
    const player = new Player(sampleRequest({ plan })).end('1', 3).end('2', 4);
    assert.match(why(player), /exit code 3\. 1 more step failed\.$/);
    const wide = planOf({
      ...{ steps: [a, b], nodes, keepGoing: true, dispatchKeepGoing: true, threadCount: 3 },
      strategy: 'sequential',
    });
    const other = new Player(sampleRequest({ plan: wide }));
    for (const step of ['1 n1', '1 n2', '1 n3']) other.end(step, 1);
    for (const step of ['2 n1', '2 n2', '2 n3']) other.end(step, step.endsWith('n3') ? 1 : 0);
    assert.match(why(other), /^Step 1 \(a\) on n1 .* 3 more steps failed, on 3 nodes in all\.$/);
  });
});
