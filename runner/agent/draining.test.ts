import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Scene } from '../testing/scene.ts';

describe('a runner that is asked to exit', () => {
  let scene: Scene;
  const untilFile = () => `echo begin; while [ ! -e ${scene.dataDir}/go ]; do sleep 0.02; done; echo end`;

  beforeEach(async () => {
    scene = await Scene.open();
  });

  afterEach(() => scene.close());

  it('signs off on SIGTERM if it holds no operation', async () => {
    const { coordinator } = scene;
    const runner = scene.start();
    await scene.polling();
    await runner.kill('SIGTERM');
    assert.equal(await runner.exited, 0);
    assert.equal(coordinator.calls.polls.at(-1)?.goodbye, true);
  });

  it('accepts no more steps after SIGTERM, finishes the running one, then exits', async () => {
    const { coordinator, dataDir } = scene;
    const runner = scene.start();
    await scene.polling();
    const held = coordinator.run(untilFile());
    await coordinator.changes.until(() => held.received > 0);
    runner.child.kill('SIGTERM');
    await coordinator.changes.until(() => coordinator.calls.polls.at(-1)?.draining);
    const refused = coordinator.run('echo never');
    await writeFile(join(dataDir, 'go'), '');
    await coordinator.ended(held);
    assert.equal(await runner.exited, 0);
    assert.equal(held.text, 'begin\nend\n');
    assert.equal(refused.holder, undefined);
    assert.equal(coordinator.calls.polls.at(-1)?.goodbye, true);
  });

  it('drains when the coordinator requests a drain', async () => {
    const { coordinator } = scene;
    const runner = scene.start();
    await scene.polling();
    coordinator.calls.session?.say({ type: 'drain' });
    await runner.said('draining: the coordinator asked for it');
    assert.equal(await runner.exited, 0);
  });

  it('exits at once on a second signal, while its step continues', async () => {
    const { coordinator, dataDir } = scene;
    const runner = scene.start();
    await scene.polling();
    const operation = coordinator.run(untilFile());
    await coordinator.changes.until(() => operation.received > 0);
    runner.child.kill('SIGINT');
    await runner.said('draining');
    runner.child.kill('SIGINT');
    assert.equal(await runner.exited, 130);
    await writeFile(join(dataDir, 'go'), '');
    scene.startAgain();
    await coordinator.ended(operation);
    assert.equal(operation.text, 'begin\nend\n');
  });

  it('exits on SIGTERM while it waits for its enrollment', async () => {
    await scene.coordinator.cutLink();
    const runner = scene.start();
    await runner.said('Cannot reach the coordinator at');
    runner.child.kill('SIGTERM');
    assert.equal(await runner.exited, 0);
  });

  it('exits on SIGTERM while the coordinator is unreachable if it holds no operations', async () => {
    const { coordinator } = scene;
    const runner = scene.start();
    await scene.polling();
    await coordinator.cutLink();
    await runner.said('Cannot reach the coordinator at');
    runner.child.kill('SIGTERM');
    assert.equal(await runner.exited, 0);
  });
});
