import assert from 'node:assert/strict';
import type { RunnerId } from '../../../../protocol/ids.ts';
import { CAPTURE_LIMITS } from '../../../../protocol/runner/captured-data.ts';
import { RUNNER_PATHS } from '../../../../protocol/runner/headers.ts';
import { operation, queued, result } from '../../../dispatch/testing/queued.ts';
import { digestOf, frame } from '../../testing/frame.ts';
import { startTestCoordinator, type TestCoordinator } from '../../testing/test-coordinator.ts';
import { connect, type TestRunner } from '../../testing/test-runner.ts';

describe('POST results', () => {
  let coordinator: TestCoordinator;
  let runnerId: RunnerId;
  let runner: TestRunner;
  const grant = async (n: number): Promise<void> => {
    coordinator.operations.dispatch(queued(n));
    await runner.claim(operation(n));
  };

  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    runnerId = await coordinator.createRunner('db');
    runner = await connect(coordinator, runnerId);
  });

  afterEach(async () => {
    runner.close();
    await coordinator.close();
  });

  it('accepts an end once all its output is stored and durable', async () => {
    await grant(1);
    await runner.output(frame(1, 0, 'hello'));
    const data = { host: 'web1' };
    const full = result(1, { offset: 5, digest: digestOf('hello'), startedAt: 3, endedAt: 4, data });
    assert.deepEqual(await runner.results(full), [{ operationId: '1-1', verdict: 'accepted' }]);
    assert.equal(coordinator.outputs.durable(operation(1)), 5);
    assert.deepEqual(coordinator.operations.ends, [
      {
        operationId: '1-1',
        report: { end: { kind: 'exited', exitCode: 0 }, offset: 5, startedAt: 3, endedAt: 4, data },
      },
    ]);
  });

  it('refuses an end as incomplete while output is missing, and returns the number of received bytes', async () => {
    await grant(1);
    await runner.output(frame(1, 0, 'hel'));
    const full = result(1, { offset: 5, digest: digestOf('hello') });
    assert.deepEqual(await runner.results(full), [
      { operationId: '1-1', verdict: 'incomplete', received: 3 },
    ]);
    assert.deepEqual(coordinator.operations.ends, []);
    await runner.output(frame(1, 3, 'lo', { epoch: 2 }));
    assert.equal((await runner.results(full))[0]?.verdict, 'accepted');
  });

  it('answers each end of a batch separately', async () => {
    await grant(1);
    await grant(2);
    const answers = await runner.results(result(1), result(2, { offset: 1 }), result(9));
    assert.deepEqual(
      answers.map(({ verdict }) => verdict),
      ['accepted', 'incomplete', 'late'],
    );
  });

  it('acknowledges a repeated end, because the answer to the first one may have been lost', async () => {
    await grant(1);
    await runner.results(result(1));
    assert.equal((await runner.results(result(1)))[0]?.verdict, 'late');
    assert.equal(coordinator.operations.ends.length, 1);
  });

  it('answers "late" for operations that are not granted to the instance', async () => {
    coordinator.operations.dispatch(queued(1));
    assert.equal((await runner.results(result(1)))[0]?.verdict, 'late');
    assert.deepEqual(coordinator.operations.ends, []);
  });

  it('ends an operation as unknown if its output differs from the digest', async () => {
    await grant(1);
    await runner.output(frame(1, 0, 'hello'));
    await runner.results(result(1, { offset: 5, digest: digestOf('jello') }));
    const end = coordinator.operations.endOf(operation(1));
    assert.ok(end?.kind === 'unknown');
    assert.match(end.problem, /differs.*exited with 0/);
    assert.ok(coordinator.logged.some(({ level }) => level === 'error'));
  });

  it('measures how long ends take, including their wait at the replica, and how many arrive together', async () => {
    for (const n of [1, 2, 3]) await grant(n);
    await runner.results(result(1, { waited: 90_000 }), result(2));
    await runner.results(result(3, { offset: 1 }));
    const { measures } = coordinator.protocol;
    const text = measures.histograms().join('');
    assert.match(text, /^runner_server_report_end_to_end_latency_bucket\{le="60"\} 1$/m);
    assert.match(text, /^runner_server_report_end_to_end_latency_count 2$/m);
    assert.match(text, /^runner_report_batch_processing_time_count 2$/m);
    assert.match(text, /^runner_report_batch_size_bucket\{le="1"\} 1$/m);
    assert.match(text, /^runner_report_batch_size_sum 3$/m);
    assert.equal(measures.mostLatency, 90);
  });

  it('frees capacity for waiting operations', async () => {
    await runner.poll({ maxRunning: 1, goodbye: true });
    coordinator.operations.dispatch(queued(1));
    const { messages } = await runner.poll({ maxRunning: 1 });
    await runner.claim(operation(1));
    coordinator.operations.dispatch(queued(2));
    await runner.results(result(1));
    const next = await runner.poll({ maxRunning: 1, acknowledged: messages.at(-1)?.number ?? 0 });
    assert.equal(next.messages[0]?.message.type, 'assign');
  });

  it('accepts as much captured data as a request may contain, and refuses more', async () => {
    const keys = Array.from({ length: CAPTURE_LIMITS.keys }, (_, index) => [`k${index}`, 'v']);
    const data = Object.fromEntries(keys) as Record<string, string>;
    const results = Array.from({ length: 20 }, (_, index) => result(index + 1, { data }));
    assert.equal((await runner.results(...results.slice(0, 19))).length, 19);
    assert.deepEqual(await runner.refused(RUNNER_PATHS.results, { results, room: 0 }), {
      status: 400,
      code: 'invalid-input',
    });
  });

  it('refuses malformed results', async () => {
    const body = { results: [{ operationId: '1-1' }], room: 0 };
    assert.equal((await runner.refused(RUNNER_PATHS.results, body)).code, 'invalid-input');
  });
});
