import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf, KeeperBench, shell } from './testing/keeper-bench.ts';
import { limitDescriptors } from './testing/limit-descriptors.ts';
import { gone } from './testing/processes.ts';

const describeOnLinux = process.platform === 'linux' ? describe : () => undefined;

describeOnLinux('A step that the host cannot start', () => {
  let bench: KeeperBench;
  const marking = (name: string) => shell(`touch ${join(bench.dataDir, name)}`);

  beforeEach(async () => {
    bench = await KeeperBench.started();
  });

  afterEach(() => bench.close());

  it('ends as not started, with the host fault, and never runs later', async () => {
    limitDescriptors(bench.pid, 3);
    await bench.client.prepareAndOpen('1-1', false, commandOf(marking('ran')));
    const { end, startedAt, offset } = await bench.ended('1-1');
    assert.ok(end.kind === 'not-started', JSON.stringify(end));
    assert.equal(end.code, 'no-descriptors');
    assert.deepEqual([startedAt, offset], [undefined, 0]);
    limitDescriptors(bench.pid, undefined);
    const { result } = await bench.run('2-1', marking('ran-later'));
    assert.deepEqual(result.end, { kind: 'exited', exitCode: 0 });
    assert.ok(existsSync(join(bench.dataDir, 'ran-later')));
    assert.ok(!existsSync(join(bench.dataDir, 'ran')), 'the first step does not run later either');
  });

  it('reports the fault in the answer to `prepare`, and can be abandoned', async () => {
    limitDescriptors(bench.pid, 3);
    const answer = await bench.client.prepare('1-1', false);
    assert.deepEqual([answer.pid, answer.fault], [null, 'no-descriptors']);
    await bench.client.abandon('1-1');
    limitDescriptors(bench.pid, undefined);
    assert.notEqual((await bench.client.prepare('1-1', false)).pid, null);
  });

  it('ends as not started if its gate is killed before it is opened', async () => {
    const { pid } = await bench.client.prepare('1-1', false);
    assert.ok(pid);
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    await bench.client.open('1-1', commandOf(marking('ran')));
    const { end } = await bench.ended('1-1');
    assert.ok(end.kind === 'not-started', JSON.stringify(end));
    assert.equal(end.code, 'start-failed');
    assert.ok(!existsSync(join(bench.dataDir, 'ran')));
  });

  it('ends as failed instead if the cause is its own program, folder or environment', async () => {
    for (const [id, command] of [
      ['1-1', { argv: ['/absent/program'] }],
      ['1-2', { cwd: '/absent' }],
      ['1-3', { env: { 'no name': '' } }],
    ] as const) {
      const { end } = (await bench.run(id, command)).result;
      assert.equal(end.kind, 'failed-to-start', JSON.stringify(end));
    }
  });
});
