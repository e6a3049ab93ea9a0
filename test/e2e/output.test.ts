import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { endOf, lineSeen, linesOf, runJob } from './harness/jobs.ts';
import { keeperOf, peakMemory } from './harness/processes.ts';
import { World } from './harness/world.ts';

const MIB = 1024 * 1024;
const MEMORY_LIMIT_MIB = 200;

describe('output', () => {
  it('of 200 MiB arrives byte for byte, while each process uses less than 200 MiB of memory', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const runner = await world.runner(coordinator, { name: 'east', tags: ['db'], project: 'demo' });
    const script = world.path('pour.mjs');
    const bytes = 200 * MIB;
    await writeFile(
      script,
      `import { writeSync } from 'node:fs';
       let x = 12345; const block = new Uint8Array(65536);
       const all = (b) => { let n = 0; while (n < b.length) { try { n += writeSync(1, b, n); } catch (e) { if (e.code !== 'EAGAIN') throw e; } } };
       for (let n = 0; n < ${bytes}; n += block.length) { for (let i = 0; i < block.length; i++) { x = (x * 1103515245 + 12345) & 0x7fffffff; block[i] = x >> 16; } all(block); }`,
    );
    const expected = createHash('sha256');
    let x = 12345;
    const block = new Uint8Array(65536);
    for (let n = 0; n < bytes; n += block.length) {
      for (let i = 0; i < block.length; i += 1) {
        x = (x * 1103515245 + 12345) & 0x7fffffff;
        block[i] = x >> 16;
      }
      expected.update(block);
    }
    const execution = await runJob(coordinator.client, {
      name: 'pour',
      tags: ['db'],
      steps: [{ exec: `'${process.execPath}' '${script}'` }],
    });
    assert.equal((await endOf(coordinator.client, execution)).status, 'succeeded');
    const raw = await coordinator.client.rawOutput({ params: { execution } });
    const received = createHash('sha256');
    let total = 0;
    for await (const chunk of raw.bytes) {
      received.update(chunk);
      total += chunk.byteLength;
    }
    assert.equal(total, bytes);
    assert.equal(received.digest('hex'), expected.digest('hex'));
    const peaks = {
      coordinator: await peakMemory(coordinator.program.pid),
      runner: await peakMemory(runner.program.pid),
      keeper: await peakMemory(await keeperOf(runner.dataDir)),
    };
    for (const [who, mib] of Object.entries(peaks)) {
      assert.ok(mib > 0 && mib < MEMORY_LIMIT_MIB, `${who} took ${mib} MiB (${JSON.stringify(peaks)})`);
    }
  });

  it('arrives line by line while the step runs', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const { client } = coordinator;
    const execution = await runJob(client, {
      name: 'trickle',
      steps: ['for i in 1 2 3; do echo "tick $i"; sleep 1; done; cat'],
    });
    for (const tick of [1, 2, 3]) {
      await lineSeen(client, execution, `tick ${tick}`);
      const lines = await linesOf(client, execution);
      assert.ok(tick === 3 || !lines.includes('tick 3'), 'each line arrives before the next one');
    }
    assert.equal((await endOf(client, execution)).status, 'succeeded');
  });

  it('with split UTF-8, binary data or no final newline arrives unchanged', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const { client } = coordinator;
    const execution = await runJob(client, {
      name: 'bytes',
      steps: [
        "printf 'gr\\303'; sleep 0.2; printf '\\274\\303\\237e\\n'; printf 'no newline'",
        "printf 'a\\000b\\377c\\r\\nd\\re\\n'",
      ],
    });
    assert.equal((await endOf(client, execution)).status, 'succeeded');
    assert.deepEqual(await linesOf(client, execution), ['grüße', 'no newline', 'a\0b\ufffdc', 'd\re']);
    const raw = await client.rawOutput({ params: { execution }, query: { step: '2' } });
    assert.deepEqual(
      await buffer(raw.bytes),
      Buffer.from([0x61, 0, 0x62, 0xff, 0x63, 0x0d, 0x0a, 0x64, 0x0d, 0x65, 0x0a]),
    );
  });

  it('in a terminal contains colours, and the step detects the terminal', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const { client } = coordinator;
    const execution = await runJob(client, {
      name: 'terminal',
      steps: [{ exec: "test -t 1 && printf '\\033[31mred\\033[0m\\n'", pty: true }],
    });
    assert.equal((await endOf(client, execution)).status, 'succeeded');
    assert.deepEqual(await linesOf(client, execution), ['\u001b[31mred\u001b[0m']);
  });
});
