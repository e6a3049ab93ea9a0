import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { identifyProcess } from './processes/process-identity.ts';
import { commandOf, KeeperBench, shell } from './testing/keeper-bench.ts';

describe('cancelling a step', () => {
  let bench: KeeperBench;
  before(async () => {
    bench = await KeeperBench.started();
  });
  after(() => bench.close());

  /** Starts a step that prints the pids of its processes and then `ready`. Resolves to the pids. */
  async function started(id: string, text: string): Promise<number[]> {
    await bench.client.prepareAndOpen(id, false, commandOf(shell(text)));
    const output = await bench.collect(id);
    for (let at = 1; !output.text.includes('ready'); at = output.end + 1) await output.reaches(at);
    return output.text.split('\n').slice(0, -2).map(Number);
  }

  const assertGone = (pids: readonly number[]) => {
    for (const pid of pids) assert.equal(identifyProcess(pid), undefined, `process ${pid} lives`);
  };

  it('sends SIGTERM, and reports the end only when the processes are gone', async () => {
    const pids = await started(
      '1-1',
      'trap "echo bye; exit 5" TERM; echo $$; echo ready; while :; do sleep 0.05; done',
    );
    await bench.client.cancel('1-1', 10_000);
    const { end, offset } = await bench.ended('1-1');
    assert.deepEqual(end, { kind: 'cancelled', exitCode: 5 });
    assertGone(pids);
    const output = await bench.collect('1-1');
    await output.reaches(offset);
    assert.match(output.text, /bye/);
  });

  it('kills processes that ignore SIGTERM after the grace period', async () => {
    const pids = await started('1-2', 'trap "" TERM; sleep 600 & echo $$; echo $!; echo ready; wait');
    await bench.client.cancel('1-2', 100);
    assert.deepEqual((await bench.ended('1-2')).end, { kind: 'cancelled', signal: 'SIGKILL' });
    assertGone(pids);
  });

  it('can be repeated with a shorter grace period', async () => {
    const pids = await started('1-3', 'trap "" TERM; echo $$; echo ready; while :; do sleep 0.05; done');
    await bench.client.cancel('1-3', 600_000);
    await bench.client.cancel('1-3', 0);
    await bench.ended('1-3');
    assertGone(pids);
  });

  it('ends background processes that have their own session or were forked twice', async () => {
    const text = [
      'setsid sleep 600 & echo $!',
      '(setsid sh -c "sleep 600 & echo \\$!; wait" &) ',
      '(sh -c "nohup sleep 600 >/dev/null 2>&1 & echo \\$!")',
      'sleep 0.1; echo ready; wait; sleep 600',
    ].join('\n');
    const pids = await started('1-4', text);
    assert.equal(pids.length, 3);
    await bench.client.cancel('1-4', 5000);
    assert.equal((await bench.ended('1-4')).end.kind, 'cancelled');
    assertGone(pids);
  });

  it('ends processes of its session that cleared their environment', async () => {
    const pids = await started(
      '1-5',
      '(trap "" TERM; env -i /bin/sleep 600) & sleep 0.1; echo $$; pgrep -s 0 sleep; echo ready; wait',
    );
    await bench.client.cancel('1-5', 100);
    await bench.ended('1-5');
    assertGone(pids);
  });

  it('ends stopped processes', async () => {
    const pids = await started('1-6', 'sleep 600 & kill -STOP $!; echo $!; echo ready; wait');
    await bench.client.cancel('1-6', 20_000);
    assert.equal((await bench.ended('1-6')).end.kind, 'cancelled');
    assertGone(pids);
  });

  it('spares processes of another replica, even if their operation has the same id', async () => {
    const env = { OUTRUNNER_OPERATION: '1-7', OUTRUNNER_REPLICA: 'another', PATH: '/usr/bin:/bin' };
    const other = spawn('sleep', ['600'], { env });
    const command = {
      ...shell('echo ready; sleep 600'),
      env: { PATH: '/usr/bin:/bin', OUTRUNNER_REPLICA: 'this' },
    };
    await bench.client.prepareAndOpen('1-7', false, commandOf(command));
    await bench.client.cancel('1-7', 1000);
    await bench.ended('1-7');
    assert.ok(identifyProcess(other.pid ?? 0));
    other.kill('SIGKILL');
  });

  it('does not change the end of a step that has already ended', async () => {
    const { result } = await bench.run('1-8', shell('exit 4'));
    await bench.client.cancel('1-8', 0);
    assert.deepEqual(result.end, { kind: 'exited', exitCode: 4 });
    const held = (await bench.attach()).attached.operations.find(({ operationId }) => operationId === '1-8');
    assert.deepEqual(held?.result, result);
  });
});
