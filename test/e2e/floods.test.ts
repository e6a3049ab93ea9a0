import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { Flood } from './harness/flood.ts';
import { endOf, importJob } from './harness/jobs.ts';
import { nodeWithDescriptors } from './harness/limited-node.ts';
import { until } from './harness/until.ts';
import { World } from './harness/world.ts';

const MIB = 1024 * 1024;

/** Resident memory of a process, in bytes. */
async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}

const SLOW_BODY = [
  'POST /runner/v1/enroll HTTP/1.1',
  'Host: 127.0.0.1',
  'Content-Type: application/json',
  'Outrunner-Protocol: 1',
  'Content-Length: 60000',
  '',
  `{"token":"${'x'.repeat(59_000)}`,
].join('\r\n');

describe('a flood of connections without a credential', () => {
  it('keeps out no runner and no administrator, although the coordinator may open 1,024 files', async () => {
    await using world = await World.open();
    const node = await nodeWithDescriptors(world, 1024);
    const coordinator = await world.coordinator({ node });
    const before = await world.runner(coordinator, { name: 'before', tags: ['before'], project: 'demo' });
    using flood = new Flood();
    await flood.open(coordinator.port, 1500);
    assert.equal((await coordinator.client.systemInfo()).system.executions.active, true);
    await world.runner(coordinator, { name: 'within', tags: ['within'], project: 'demo' });
    await flood.open(coordinator.port, 500);
    for (const tag of ['before', 'within']) {
      const job = await importJob(coordinator.client, { name: tag, tags: [tag], steps: ['echo through'] });
      const { id } = await coordinator.client.runJob({ params: { job } });
      assert.equal((await endOf(coordinator.client, id)).status, 'succeeded');
    }
    await until('all silent connections to be closed', () => (flood.alive === 0 ? true : undefined));
    assert.equal(before.program.child.exitCode, null);
  });

  it('of 5,000 slow enrollments takes little memory', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const idle = await memoryOf(coordinator.program.pid);
    using flood = new Flood();
    await flood.open(coordinator.port, 5000, SLOW_BODY);
    assert.equal((await coordinator.client.systemInfo()).system.executions.active, true);
    const taken = (await memoryOf(coordinator.program.pid)) - idle;
    assert.ok(taken < 150 * MIB, `${Math.round(taken / MIB)} MiB are taken`);
  });
});
