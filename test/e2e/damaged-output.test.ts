import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { ExecutionEvent } from '../../protocol/events/execution-event.ts';
import { endOf, runJob } from './harness/jobs.ts';
import { World } from './harness/world.ts';

const LINES = 20_000;
/** Position of the flipped bit in the file of the operation, in bytes. */
const FLIPPED = 700_000;

async function flipBit(path: string, position: number): Promise<void> {
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, position);
  await file.write(Buffer.of((byte[0] ?? 0) ^ 0x01), 0, 1, position);
  await file.close();
}

describe('output that is damaged on the disk of the coordinator', () => {
  it('is reported at its position in pages, events, raw answers, log and system view, while the rest is readable', async () => {
    await using world = await World.open();
    const first = await world.coordinator({ args: ['--local-runner-same-user'] });
    const execution = await runJob(first.client, {
      name: 'pour',
      steps: [
        `i=0; while [ $i -lt ${LINES} ]; do printf 'line %05d of the output of a step that writes much\\n' $i; i=$((i+1)); done`,
      ],
    });
    assert.equal((await endOf(first.client, execution)).status, 'succeeded');
    const whole = await buffer((await first.client.rawOutput({ params: { execution } })).bytes);
    await first.program.end('SIGTERM');
    await flipBit(join(first.dataDir, 'output', String(execution), '1.bin'), FLIPPED);
    const coordinator = await first.again();
    const { client } = coordinator;

    const entries = [];
    for (let offset = '0'; ; ) {
      const page = await client.getExecutionOutput({ params: { execution }, query: { offset } });
      entries.push(...page.entries);
      offset = page.offset;
      if (page.completed || page.entries.length === 0) break;
    }
    const markers = entries.flatMap(({ log, metadata }) =>
      metadata?.damaged === undefined ? [] : { log, ...metadata.damaged },
    );
    assert.equal(markers.length, 1, JSON.stringify(markers));
    const { log = '', offset: from = 0, length = 0 } = markers[0] ?? {};
    assert.equal(log.includes(`${length} bytes of output damaged`), true, log);
    const to = from + length;
    const lines = entries.filter(({ metadata }) => metadata?.damaged === undefined).map((entry) => entry.log);
    const intact = [whole.subarray(0, from), whole.subarray(to)].flatMap((part) =>
      part.toString('utf8').split('\n'),
    );
    assert.deepEqual(
      lines,
      intact.filter((line) => line !== ''),
    );

    const events: ExecutionEvent[] = [];
    const stream = await client.executionStream({ params: { execution }, query: { from: 'start' } });
    for await (const { event } of stream) events.push(event);
    const notes = events.flatMap((event) =>
      event.type === 'note' && event.damaged !== undefined ? event.damaged : [],
    );
    assert.deepEqual(
      notes.map((damaged) => [damaged.offset, damaged.length]),
      [[from, length]],
    );
    const shown = events.flatMap((event) =>
      event.type === 'output' ? Buffer.from(event.bytes, 'base64') : [],
    );
    assert.ok(Buffer.concat(shown).equals(Buffer.concat([whole.subarray(0, from), whole.subarray(to)])));

    const raw = (range: string) =>
      fetch(`${coordinator.url}/outrunner/v1/executions/${execution}/output/raw`, {
        headers: { 'X-Rundeck-Auth-Token': coordinator.token, Range: `bytes=${range}` },
      });
    const before = await raw(`0-${from - 1}`);
    assert.ok(Buffer.from(await before.arrayBuffer()).equals(whole.subarray(0, from)));
    const after = await raw(`${to}-`);
    assert.ok(Buffer.from(await after.arrayBuffer()).equals(whole.subarray(to)));
    const damaged = await raw(`${from}-`);
    assert.equal(damaged.status, 500);
    assert.match(
      await damaged.text(),
      new RegExp(`Bytes ${from} to ${to} of the output .* from byte ${to} on`),
    );
    await assert.rejects(async () => (await raw('0-')).arrayBuffer(), 'the answer ends early');

    const [found] = (await client.systemInfo()).system.outrunner.damages;
    assert.equal(found?.path, `output/${execution}/1.bin`);
    assert.ok(coordinator.program.stderr.includes(`output/${execution}/1.bin`));
    const environment = { OUTRUNNER_URL: coordinator.url, OUTRUNNER_TOKEN: coordinator.token };
    const printed = await world.outrunner(['execution', 'output', String(execution)], environment);
    assert.ok(printed.stderr === '' && (await printed.ended).code === 0, printed.stderr);
    const bytes = await world.outrunner(['execution', 'output', String(execution), '--raw'], environment);
    assert.notEqual((await bytes.ended).code, 0, 'missing bytes are an error');
  });
});
