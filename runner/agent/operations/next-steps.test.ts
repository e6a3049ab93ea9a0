import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Scene } from '../../testing/scene.ts';

describe('steps that are granted with the answer to results', () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await Scene.open();
  });

  afterEach(() => scene.close());

  const starts = () => readFile(join(scene.dataDir, 'starts'), 'utf8');
  const counted = () => `echo started >> ${scene.dataDir}/starts; echo hello`;
  const begin = async () => {
    const runner = scene.start();
    await scene.polling();
    return runner;
  };

  it('start without a claim', async () => {
    await begin();
    const { coordinator } = scene;
    const next = coordinator.runNext(counted());
    coordinator.run('true');
    assert.deepEqual((await coordinator.ended(next)).end, { kind: 'exited', exitCode: 0 });
    assert.equal(next.text, 'hello\n');
    assert.equal(coordinator.heard.filter((call) => call === 'claims').length, 1);
  });

  it('start only once if a message repeats their grant', async () => {
    await begin();
    const { coordinator } = scene;
    const next = coordinator.runNext(`${counted()}; while [ ! -e ${scene.dataDir}/go ]; do sleep 0.02; done`);
    coordinator.run('true');
    await coordinator.changes.until(() => next.received > 0);
    coordinator.calls.tellGranted(next);
    await coordinator.ended(coordinator.run('true'));
    await writeFile(join(scene.dataDir, 'go'), '');
    await coordinator.ended(next);
    assert.equal(await starts(), 'started\n');
    assert.equal(coordinator.heard.filter((call) => call === 'claims').length, 2);
  });

  it('start only once if the answer is lost and a message announces them', async () => {
    await begin();
    const { coordinator } = scene;
    const next = coordinator.runNext(counted());
    coordinator.faults.next('results', 'answer-lost');
    await coordinator.ended(coordinator.run('true'));
    coordinator.calls.tellGranted(next);
    await coordinator.ended(next);
    assert.equal(await starts(), 'started\n');
  });

  it('start only once if the session is lost before the answer arrives', async () => {
    await begin();
    const { coordinator } = scene;
    const next = coordinator.runNext(counted());
    coordinator.faults.next('results', 'answer-lost', { refuse: 'session-unknown' });
    coordinator.run('true');
    await coordinator.ended(next);
    assert.equal(await starts(), 'started\n');
    assert.equal(coordinator.calls.syncs.length, 2);
  });

  it('never start if they are cancelled before the runner receives them', async () => {
    await begin();
    const { coordinator } = scene;
    const next = coordinator.runNext(counted());
    coordinator.faults.next('results', 'answer-lost');
    await coordinator.ended(coordinator.run('true'));
    coordinator.calls.tellGranted(next);
    coordinator.cancel(next);
    assert.equal((await coordinator.ended(next)).end.kind, 'cancelled');
    await assert.rejects(starts());
  });

  /** Starts a runner that drains while a step runs. */
  const beginDraining = async () => {
    const runner = await begin();
    const { coordinator, dataDir } = scene;
    const held = coordinator.run(`echo begin; while [ ! -e ${dataDir}/go ]; do sleep 0.02; done`);
    await coordinator.changes.until(() => held.received > 0);
    runner.child.kill('SIGTERM');
    await coordinator.changes.until(() => coordinator.calls.polls.at(-1)?.draining);
    return { runner, coordinator, endStep: () => writeFile(join(dataDir, 'go'), '') };
  };

  it('still run on a runner that drains', async () => {
    const { runner, coordinator, endStep } = await beginDraining();
    const heard = coordinator.runNext('echo next');
    const offered = coordinator.run('echo never');
    await endStep();
    await coordinator.ended(heard);
    assert.equal(await runner.exited, 0);
    assert.equal(heard.text, 'next\n');
    assert.equal(offered.holder, undefined);
  });

  it('are claimed by a runner that drains, if a message announces them', async () => {
    const { runner, coordinator, endStep } = await beginDraining();
    const granted = coordinator.runNext('echo next');
    coordinator.calls.next.length = 0;
    coordinator.calls.tellGranted(granted);
    await coordinator.ended(granted);
    await endStep();
    assert.equal(await runner.exited, 0);
    assert.equal(granted.text, 'next\n');
  });

  describe('while the host has no room', () => {
    const order = () => readFile(join(scene.dataDir, 'order'), 'utf8');
    const until = (file: string) => `while [ ! -e ${scene.dataDir}/${file} ]; do sleep 0.02; done`;
    const noting = (word: string) => `echo ${word} >> ${scene.dataDir}/order`;
    const allow = (file: string) => writeFile(join(scene.dataDir, file), '');

    /**
     * Occupies both slots: one with a step that is being ended and that the coordinator no longer counts, one with
     * `beside`.
     */
    const beginFull = async () => {
      const runner = scene.start({ maxRunning: 2 });
      await scene.polling();
      const { coordinator } = scene;
      const ending = coordinator.run(`trap '' TERM; echo begin; ${until('end')}; ${noting('ended')}`);
      await coordinator.changes.until(() => ending.received > 0);
      coordinator.cancel(ending, 600);
      const beside = coordinator.runNext(`echo begin; ${until('end-beside')}`);
      const waiting = coordinator.runNext(noting('started'));
      await coordinator.ended(coordinator.run('true'));
      await coordinator.changes.until(() => beside.received > 0);
      return { runner, coordinator, beside, waiting };
    };

    it('wait for room if the coordinator grants more than the runner asked for', async () => {
      const { coordinator, beside, waiting } = await beginFull();
      assert.equal(coordinator.calls.reports[0]?.room, 1);
      await allow('end');
      await coordinator.ended(waiting);
      assert.equal(await order(), 'ended\nstarted\n');
      await allow('end-beside');
      await coordinator.ended(beside);
    });

    it('never start if they are cancelled while they wait', async () => {
      const { coordinator, waiting } = await beginFull();
      coordinator.cancel(waiting);
      assert.equal((await coordinator.ended(waiting)).end.kind, 'cancelled');
      await allow('end-beside');
      await coordinator.ended(coordinator.run('true'));
      await assert.rejects(order());
    });

    it('start only once, on the next runner, if this runner is killed while they wait', async () => {
      const { runner, coordinator, waiting } = await beginFull();
      await runner.kill();
      scene.startAgain({ maxRunning: 2 });
      await coordinator.changes.until(
        () => coordinator.heard.filter((call) => call === 'claims').length === 3,
      );
      await allow('end');
      await coordinator.ended(waiting);
      assert.equal(await order(), 'ended\nstarted\n');
    });

    it('start only once if the session is lost while they wait', async () => {
      const { coordinator, waiting } = await beginFull();
      coordinator.faults.next('poll', { refuse: 'session-unknown' });
      coordinator.dropConnections();
      await coordinator.changes.until(() => coordinator.calls.syncs.length === 2);
      await allow('end');
      await coordinator.ended(waiting);
      assert.equal(await order(), 'ended\nstarted\n');
    });
  });
});
