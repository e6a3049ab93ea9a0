import assert from 'node:assert/strict';
import type { Fault } from '../../testing/faults.ts';
import { Scene } from '../../testing/scene.ts';

const CALLS = ['enroll', 'token', 'sync', 'poll', 'claims', 'output', 'results'] as const;
const FAULTS: readonly Fault[] = ['unheard', 'answer-lost', 'answer-cut', 'proxy-502', 'captive-portal'];

/** Prints three lines. A second start would print them again. */
const COUNTED = 'for n in 1 2 3; do echo line $n; sleep 0.05; done';
const LINES = 'line 1\nline 2\nline 3\n';

describe('a runner whose calls fail on the way', () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await Scene.open();
  });

  afterEach(() => scene.close());

  for (const call of CALLS) {
    it(`runs the step and delivers every byte once, even if its ${call} calls are lost, cut off or answered by a proxy`, async () => {
      const { coordinator } = scene;
      coordinator.calls.pollSeconds = 1;
      const isLater = ['poll', 'claims', 'output', 'results'].includes(call);
      if (!isLater) coordinator.faults.next(call, ...FAULTS);
      scene.start();
      await scene.polling();
      if (isLater) coordinator.faults.next(call, ...FAULTS);
      const operation = coordinator.run(COUNTED);
      const result = await coordinator.ended(operation);
      assert.deepEqual(result.end, { kind: 'exited', exitCode: 0 });
      assert.equal(operation.text, LINES);
      if (call === 'poll') coordinator.dropConnections();
      await coordinator.changes.until(() => coordinator.faults.areOver);
      assert.deepEqual(operation.violations, []);
    });
  }

  it('repeats a call that is refused with an internal error or for lack of storage', async () => {
    const { coordinator } = scene;
    scene.start();
    await scene.polling();
    coordinator.faults.next('claims', { refuse: 'internal' }, { refuse: 'storage-low' });
    coordinator.faults.next('output', { refuse: 'internal' });
    coordinator.faults.next('results', { refuse: 'internal' });
    const operation = coordinator.run(COUNTED);
    await coordinator.ended(operation);
    assert.equal(operation.text, LINES);
  });

  it('signs in again when its access token is rejected', async () => {
    const { coordinator } = scene;
    scene.start();
    await scene.polling();
    coordinator.calls.expireAccessToken();
    coordinator.dropConnections();
    const operation = coordinator.run(COUNTED);
    await coordinator.ended(operation);
    assert.equal(operation.text, LINES);
  });

  it('opens a new session if the coordinator forgot the old one', async () => {
    const { coordinator } = scene;
    scene.start();
    await scene.polling();
    const operation = coordinator.run('echo before; sleep 0.3; echo after');
    await coordinator.changes.until(() => operation.received > 0);
    coordinator.faults.next('poll', { refuse: 'session-unknown' });
    coordinator.dropConnections();
    await coordinator.ended(operation);
    assert.equal(operation.text, 'before\nafter\n');
    assert.equal(coordinator.calls.syncs.length, 2);
  });

  it('includes in each sync the highest generation and sequence that it has received', async () => {
    const { coordinator } = scene;
    const first = scene.start();
    await scene.polling();
    coordinator.generation = 3;
    coordinator.sequence = 900;
    await coordinator.ended(coordinator.run('true'));
    await first.kill('SIGTERM');
    coordinator.generation = 2;
    coordinator.sequence = 1;
    scene.startAgain();
    await coordinator.changes.until(() => coordinator.calls.syncs.length === 2);
    const seen = coordinator.calls.syncs[1]?.seen;
    assert.equal(seen?.generation, 3);
    assert.ok((seen?.sequence ?? 0) >= 900);
  });

  it('finishes its running steps while runners are disabled', async () => {
    const { coordinator } = scene;
    const runner = scene.start();
    await scene.polling();
    const operation = coordinator.run('sleep 0.2; echo done');
    await coordinator.changes.until(() => operation.holder);
    coordinator.calls.runnersDisabled = true;
    coordinator.dropConnections();
    await runner.said('runners are disabled');
    await coordinator.ended(operation);
    assert.equal(operation.text, 'done\n');
    coordinator.calls.runnersDisabled = false;
    const later = coordinator.run('echo again');
    await coordinator.ended(later);
    assert.equal(later.text, 'again\n');
  });
});
