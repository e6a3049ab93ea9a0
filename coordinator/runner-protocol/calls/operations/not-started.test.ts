import assert from 'node:assert/strict';
import type { OperationEnd } from '../../../../protocol/entities/operation-end.ts';
import type { RunnerId } from '../../../../protocol/ids.ts';
import { RUNNER_PATHS } from '../../../../protocol/runner/headers.ts';
import { ResultsAnswer } from '../../../../protocol/runner/results.ts';
import { eventually } from '../../../dispatch/testing/eventually.ts';
import { operation, queued, result } from '../../../dispatch/testing/queued.ts';
import { frame } from '../../testing/frame.ts';
import { startTestCoordinator, type TestCoordinator } from '../../testing/test-coordinator.ts';
import { assigned, connect, type TestRunner } from '../../testing/test-runner.ts';

const FULL: OperationEnd = { kind: 'not-started', code: 'no-space', problem: 'no space left on device' };
const UNABLE = { code: 'no-space', message: 'No space left on the disk of /data.' };

describe('A runner with a full disk:', () => {
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

  describe('operations that are reported as not started', () => {
    it('are accepted with their reason, and counted', async () => {
      await grant(1);
      assert.equal((await runner.results(result(1, { end: FULL })))[0]?.verdict, 'accepted');
      assert.deepEqual(coordinator.operations.endOf(operation(1)), FULL);
      await runner.results(result(1, { end: FULL }));
      assert.equal(coordinator.protocol.measures.notStarted, 1);
    });

    it('count as unknown if they have output or a start time', async () => {
      await grant(1);
      await runner.output(frame(1, 0, 'hello'));
      await runner.results(result(1, { end: FULL }));
      await grant(2);
      await runner.results(result(2, { end: FULL, startedAt: 5 }));
      for (const n of [1, 2]) {
        const end = coordinator.operations.endOf(operation(n));
        assert.equal(end?.kind, 'unknown', JSON.stringify(end));
      }
    });

    it('cause no further grants in the answer', async () => {
      await runner.poll({ maxRunning: 1, goodbye: true });
      coordinator.operations.dispatch(queued(1));
      await runner.poll({ maxRunning: 1 });
      await runner.claim(operation(1));
      coordinator.operations.dispatch(queued(2));
      const answer = await runner.ok(
        RUNNER_PATHS.results,
        { results: [result(1, { end: FULL })], room: 1 },
        ResultsAnswer,
      );
      assert.deepEqual(answer.next, []);
    });

    it('are not granted again by a sync that arrives before their end is durable', async () => {
      await grant(1);
      let keep = (): void => undefined;
      let isReached = false;
      coordinator.operations.beforeEnd = () => {
        isReached = true;
        return new Promise((resolve) => {
          keep = resolve;
        });
      };
      const reported = runner.call(RUNNER_PATHS.results, { results: [result(1, { end: FULL })], room: 1 });
      await eventually(() => isReached);
      // The runner process was killed and restarted. It holds no operations and may claim those that were granted.
      const again = await runner.twin('instance-1');
      const synced = again.sync();
      await eventually(() => coordinator.dispatch.registry.replica(runner.replicaId) !== undefined);
      for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
      keep();
      await Promise.all([reported, synced]);
      void coordinator.dispatch.registry.ping(again.replicaId);
      const { messages } = await again.poll();
      assert.deepEqual(
        messages.map(({ message }) => message.type),
        ['ping'],
      );
      again.close();
    });
  });

  describe('a replica that reports that it cannot start steps', () => {
    it('receives no further offers, and another replica of its runner receives the operations', async () => {
      const sibling = await connect(coordinator, runnerId);
      void runner.poll();
      coordinator.operations.dispatch(queued(1));
      await runner.claim(operation(1));
      await runner.results(result(1, { end: FULL }));
      void runner.poll({ unable: UNABLE });
      await eventually(() => coordinator.dispatch.registry.replica(runner.replicaId)?.health === 'Unhealthy');
      const polled = sibling.poll();
      coordinator.operations.dispatch(queued(2));
      assert.deepEqual(assigned((await polled).messages), ['2-1']);
      assert.ok(coordinator.logged.some(({ message }) => message.includes('cannot start steps')));
      sibling.close();
    });

    it('causes at most 10 log lines, however often it reports a change', async () => {
      for (let turn = 0; turn < 30; turn += 1) {
        const unable = turn % 2 === 0 ? { unable: UNABLE } : {};
        void runner.poll(unable).catch(() => undefined);
        const isKnown = () =>
          coordinator.dispatch.registry.replica(runner.replicaId)?.unable?.code === unable.unable?.code;
        await eventually(isKnown);
      }
      const lines = () => coordinator.logged.filter(({ message }) => /start steps/.test(message)).length;
      assert.equal(lines(), 10);
    });

    it('cannot poll with a malformed reason, but can still deliver results', async () => {
      for (const unable of [
        { code: 'No Space', message: '' },
        { code: 'no-space', message: 'x'.repeat(501) },
        { code: 'no-space', message: 'two\nlines' },
        { code: 'no-space' },
      ])
        assert.equal(
          (await runner.refused(RUNNER_PATHS.poll, runner.pollBody({ unable } as never))).code,
          'invalid-input',
        );
      await grant(1);
      assert.equal((await runner.results(result(1)))[0]?.verdict, 'accepted');
    });
  });
});
