import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { commandOf, KeeperBench, shell } from './testing/keeper-bench.ts';

describe('a keeper under load', () => {
  let bench: KeeperBench;
  before(async () => {
    bench = await KeeperBench.started();
  });
  after(() => bench.close());

  const descriptors = () => readdirSync(`/proc/${bench.pid}/fd`).length;

  it('runs 50 steps at once, and delivers the output of each', async () => {
    const steps = Array.from({ length: 50 }, async (_, index) => {
      const text = `i=0; while [ $i -lt 200 ]; do echo ${index} $i; i=$((i+1)); done; sleep 0.2`;
      const { result, stdout } = await bench.run(`1-${index + 1}`, shell(text));
      assert.deepEqual(result.end, { kind: 'exited', exitCode: 0 });
      const expected = Array.from({ length: 200 }, (_, line) => `${index} ${line}\n`).join('');
      assert.equal(stdout.toString(), expected);
    });
    await Promise.all(steps);
  });

  it('runs 2,000 steps, eight at a time, and leaks neither descriptors nor spool files', async () => {
    const runOne = async (n: number) => {
      const id = `2-${n}`;
      const terminal = n % 50 === 0 && { columns: 80, rows: 24 };
      await bench.client.prepareAndOpen(id, terminal, commandOf(shell('echo x')));
      const { offset } = await bench.ended(id);
      await bench.client.release(id, offset);
      await bench.client.forget(id);
      if (n % 10 !== 0) return;
      await bench.client.prepare(`3-${n}`, false);
      await bench.client.abandon(`3-${n}`);
    };
    const runSome = async (from: number, count: number) => {
      let next = from;
      const lane = async () => {
        while (next < from + count) await runOne(next++);
      };
      await Promise.all(Array.from({ length: 8 }, lane));
    };
    await runSome(1, 200);
    const before = descriptors();
    await runSome(201, 1800);
    assert.ok(descriptors() <= before + 2, `${before} descriptors became ${descriptors()}`);
    const spooled = readdirSync(`${bench.dataDir}/spool`).filter((name) => name.startsWith('2-'));
    assert.deepEqual(spooled, []);
  }).timeout(180_000);
});
