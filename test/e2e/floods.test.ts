import assert from 'node:assert/strict';
import { HTTP_LIMITS } from '../../coordinator/network/limits.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { Flood } from './harness/flood.ts';
import { endOf, importJob } from './harness/jobs.ts';
import { nodeWithDescriptors } from './harness/limited-node.ts';
import { residentMemory } from './harness/processes.ts';
import { until } from './harness/until.ts';
import { World } from './harness/world.ts';

const SLOW_BODY = [
  'POST /runner/v1/enroll HTTP/1.1',
  'Host: 127.0.0.1',
  'Content-Type: application/json',
  'Outrunner-Protocol: 1',
  'Content-Length: 16000',
  '',
  `{"token":"${'x'.repeat(15_900)}`,
].join('\r\n');

describe('a flood of connections without credentials', () => {
  it('does not lock out runners and administrators, even if the coordinator may open only 1,024 files', async () => {
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

  it('uses less than 200 MiB for 5,000 slow enrollments', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const idle = await residentMemory(coordinator.program.pid);
    using flood = new Flood();
    await flood.open(coordinator.port, 5000, SLOW_BODY);
    assert.equal((await coordinator.client.systemInfo()).system.executions.active, true);
    const taken = (await residentMemory(coordinator.program.pid)) - idle;
    assert.ok(taken < 200, `${Math.round(taken)} MiB are taken`);
  });
});

describe('event streams without a reader', () => {
  const request = (path: string, token: string) =>
    [`GET ${path} HTTP/1.1`, 'Host: 127.0.0.1', `X-Rundeck-Auth-Token: ${token}`, '', ''].join('\r\n');
  const longOutput = async (coordinator: Coordinator) => {
    const job = await importJob(coordinator.client, { name: 'long', steps: ['head -c 12000000 /dev/zero'] });
    const { id } = await coordinator.client.runJob({ params: { job } });
    await endOf(coordinator.client, id);
    return id;
  };
  const bytesRead = async (coordinator: Coordinator, execution: ExecutionId) => {
    let bytes = 0;
    for await (const { event } of coordinator.client.executionStream({ params: { execution }, query: {} }))
      if (event.type === 'output') bytes += Buffer.from(event.bytes, 'base64').byteLength;
    return bytes;
  };
  const openConnections = async (coordinator: Coordinator) => {
    const { body } = await coordinator.call('GET', '/metrics');
    return Number(/outrunner_connections\{credential="valid"\} (\d+)/.exec(String(body))?.[1]);
  };

  it('are limited to 128 per token, and further streams are answered with a time to retry', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    using flood = new Flood();
    await flood.open(coordinator.port, 200, request('/outrunner/v1/events', coordinator.token));
    await until('all streams to be answered', () => (flood.received.length === 200 ? true : undefined));
    const refused = flood.received.filter((answer) => answer.startsWith('HTTP/1.1 429'));
    const accepted = flood.received.filter((answer) => answer.startsWith('HTTP/1.1 200'));
    assert.deepEqual([accepted.length, refused.length], [128, 72]);
    assert.match(refused[0] ?? '', /\r\nRetry-After: \d+\r\n.*"errorCode":"too-many-requests"/is);
  });

  it('use less than 200 MiB for 2,000 streams of one token', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const execution = await longOutput(coordinator);
    const { token = '' } = await coordinator.client.createToken({
      body: { user: 'viewer', roles: ['admin'] },
    });
    const idle = await residentMemory(coordinator.program.pid);
    using flood = new Flood();
    const stream = request(`/outrunner/v1/executions/${execution}/stream`, token);
    await flood.openUnread(coordinator.port, Array<string>(2000).fill(stream));
    assert.equal(await bytesRead(coordinator, execution), 12_000_000);
    const taken = (await residentMemory(coordinator.program.pid)) - idle;
    assert.ok(taken < 200, `${Math.round(taken)} MiB are taken`);
  });

  it('let another reader finish, use less than 250 MiB, and are mostly closed, if ten tokens open 2,000 streams', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const execution = await longOutput(coordinator);
    const tokens = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        coordinator.client.createToken({ body: { user: `user-${index}`, roles: ['admin'] } }),
      ),
    );
    const idle = await residentMemory(coordinator.program.pid);
    using flood = new Flood();
    const path = `/outrunner/v1/executions/${execution}/stream`;
    await flood.openUnread(
      coordinator.port,
      Array.from({ length: 2000 }, (_, index) => request(path, tokens[index % 10]?.token ?? '')),
    );
    assert.equal(await bytesRead(coordinator, execution), 12_000_000);
    const taken = (await residentMemory(coordinator.program.pid)) - idle;
    assert.ok(taken < 250, `${Math.round(taken)} MiB are taken`);
    const allowed = 2 * HTTP_LIMITS.unreadSeconds.value * 1000;
    await until(
      'most streams that nobody reads to be ended',
      async () => ((await openConnections(coordinator)) < 500 ? true : undefined),
      3 * allowed,
    );
  });
});
