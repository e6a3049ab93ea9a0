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

  it('runs 50 steps at once, each with its own output', async () => {
    const steps = Array.from({ length: 50 }, async (_, index) => {
      const text = `i=0; while [ $i -lt 200 ]; do echo ${index} $i; i=$((i+1)); done; sleep 0.2`;
      const { end, stdout } = await bench.run(`1-${index + 1}`, shell(text));
      assert.deepEqual(end.cause, { kind: 'exited', exitCode: 0 });
      const expected = Array.from({ length: 200 }, (_, line) => `${index} ${line}\n`).join('');
      assert.equal(stdout.toString(), expected);
    });
    await Promise.all(steps);
  });

  it('runs thousands one after the other and leaks no descriptor and no file', async () => {
    const runSome = async (from: number, count: number) => {
      for (let n = from; n < from + count; n++) {
        const id = `2-${n}`;
        await bench.client.prepareAndOpen(
          id,
          n % 50 === 0 && { columns: 80, rows: 24 },
          commandOf(shell('echo x')),
        );
        const { finalOffset } = await bench.ended(id);
        await bench.client.release(id, finalOffset);
        await bench.client.forget(id);
        if (n % 10 === 0) {
          await bench.client.prepare(`3-${n}`, false);
          await bench.client.abandon(`3-${n}`);
        }
      }
    };
    await runSome(1, 200);
    const before = descriptors();
    await runSome(201, 1800);
    assert.ok(descriptors() <= before + 2, `${before} descriptors became ${descriptors()}`);
    const spooled = readdirSync(`${bench.dataDir}/spool`).filter((name) => name.startsWith('2-'));
    assert.deepEqual(spooled, []);
  }).timeout(180_000);
});
