import assert from 'node:assert/strict';
import { HTTP_LIMITS } from '../../coordinator/network/limits.ts';
import { newKeys, TestRunner } from '../../coordinator/runner-protocol/testing/test-runner.ts';
import { RUNNER_PATHS } from '../../protocol/runner/headers.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { Flood } from './harness/flood.ts';
import { residentMemory } from './harness/processes.ts';
import { until } from './harness/until.ts';
import { World } from './harness/world.ts';

const MIB = 1024 * 1024;
const REQUESTS = 60;
/** Length of the longest body that a coordinator accepts by default, in bytes. */
const LONGEST_BODY = 10 * MIB;
const LONGEST_SYNC = HTTP_LIMITS.syncBytes.value;

async function connect({ client, url }: Coordinator): Promise<TestRunner> {
  const { token } = await client.createRunner({
    body: { name: 'liar', description: '', tagNames: [], assignedProjects: { demo: '.*' } },
  });
  const runner = new TestRunner(url, await newKeys());
  await runner.enroll(token);
  await runner.signIn();
  await runner.sync();
  return runner;
}

/** Returns the text of a request with a body of the maximum length, without its last `missing` bytes. */
function longRequest(runner: TestRunner, path: string, missing: number): string {
  const start = JSON.stringify(runner.syncBody()).slice(0, -1);
  const length = path === RUNNER_PATHS.sync ? LONGEST_SYNC : LONGEST_BODY;
  const body = `${start},"more":"`.padEnd(length - 2, 'x');
  const headers = { ...runner.headers(), 'content-type': 'application/json', 'content-length': length };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    ...lines,
    '',
    `${body}"}`.slice(0, -missing || undefined),
  ].join('\r\n');
}

describe("a flood of long requests with a runner's credential", () => {
  for (const [path, missing] of [
    [RUNNER_PATHS.sync, 0],
    [RUNNER_PATHS.claims, 0],
    [RUNNER_PATHS.results, 100],
  ] as const)
    it(`of ${path}, ${missing === 0 ? 'complete' : 'never finished'}, uses less than 250 MiB`, async () => {
      await using world = await World.open();
      const coordinator = await world.coordinator();
      const liar = await connect(coordinator);
      const idle = await residentMemory(coordinator.program.pid);
      using flood = new Flood();
      let most = 0;
      await flood.open(coordinator.port, REQUESTS, longRequest(liar, path, missing));
      await until('all requests to be answered, refused or read', async () => {
        most = Math.max(most, (await residentMemory(coordinator.program.pid)) - idle);
        assert.equal((await coordinator.client.systemInfo()).system.executions.active, true);
        return flood.unsent === 0 ? true : undefined;
      });
      assert.ok(most < 250, `${Math.round(most)} MiB are taken`);
    });
});
