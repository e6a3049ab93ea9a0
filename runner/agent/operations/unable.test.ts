import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { limitDescriptors } from '../../keeper/testing/limit-descriptors.ts';
import type { FakeOperation } from '../../testing/fake-operation.ts';
import { Scene } from '../../testing/scene.ts';

const describeOnLinux = process.platform === 'linux' ? describe : () => undefined;

describeOnLinux('A replica whose host cannot start steps', () => {
  let scene: Scene;
  let keeper: number;

  beforeEach(async () => {
    scene = await Scene.open();
    scene.start();
    await scene.polling();
    keeper = keeperOf(scene.dataDir);
  });

  afterEach(() => scene.close());

  const lastUnable = () => scene.coordinator.calls.polls.at(-1)?.unable;
  const saysUnable = () => scene.coordinator.changes.until(() => lastUnable() !== undefined);
  const saysAble = () => scene.coordinator.changes.until(() => lastUnable() === undefined);
  const fail = async (): Promise<FakeOperation> => {
    limitDescriptors(keeper, 3);
    const operation = scene.coordinator.run('echo never');
    await scene.coordinator.ended(operation);
    return operation;
  };

  it('gives back granted steps, reports why in its next poll, and starts steps again once it can', async () => {
    const { end, startedAt } = (await fail()).result ?? {};
    assert.ok(end?.kind === 'not-started', JSON.stringify(end));
    assert.equal(end.code, 'no-descriptors');
    assert.equal(startedAt, undefined);
    await saysUnable();
    assert.equal(lastUnable()?.code, 'no-descriptors');
    assert.match(lastUnable()?.message ?? '', /Raise the limit of open files/);
    limitDescriptors(keeper, undefined);
    await saysAble();
    const later = scene.coordinator.run('echo works again');
    await scene.coordinator.ended(later);
    assert.equal(later.text, 'works again\n');
  });

  it('leaves an offered operation unclaimed until it can start steps again', async () => {
    await fail();
    await saysUnable();
    const offered = scene.coordinator.run('echo later');
    await scene.coordinator.changes.until(() => scene.coordinator.calls.session?.isPolled);
    const polls = scene.coordinator.calls.polls.length;
    scene.coordinator.calls.session?.say({ type: 'ping', pingId: 'now' });
    await scene.coordinator.changes.until(() => scene.coordinator.calls.polls.length > polls);
    assert.equal(offered.holder, undefined);
    limitDescriptors(keeper, undefined);
    await scene.coordinator.ended(offered);
    assert.equal(offered.text, 'later\n');
  });

  it('requests no further work with its results, and gives back operations that are granted in the answer', async () => {
    const next = scene.coordinator.runNext('echo never');
    await fail();
    assert.equal(scene.coordinator.calls.reports[0]?.room, 0);
    await scene.coordinator.ended(next);
    assert.equal(next.result?.end.kind, 'not-started');
  });

  it('delivers the output and the ends of running steps', async () => {
    const go = join(scene.dataDir, 'go');
    const running = scene.coordinator.run(`echo begin; while [ ! -e ${go} ]; do sleep 0.02; done; echo done`);
    await scene.coordinator.changes.until(() => running.received > 0);
    await fail();
    await saysUnable();
    await writeFile(go, '');
    await scene.coordinator.ended(running);
    assert.equal(running.text, 'begin\ndone\n');
    assert.deepEqual(running.result?.end, { kind: 'exited', exitCode: 0 });
  });
});

function keeperOf(dataDir: string): number {
  const found = readdirSync('/proc').find((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    const commandLine = commandLineOf(entry);
    return commandLine.includes('keeper') && commandLine.includes(dataDir);
  });
  assert.ok(found, 'a keeper runs');
  return Number(found);
}

function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
