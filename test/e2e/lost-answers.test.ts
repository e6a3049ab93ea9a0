import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { RUNNER_PATHS } from '../../protocol/runner/headers.ts';
import { counting, countingScript, endOf, linesOf, runJob } from './harness/jobs.ts';
import { LossyProxy } from './harness/lossy-proxy.ts';
import { World } from './harness/world.ts';

describe('an answer of the coordinator that is lost', () => {
  // Nobody asks this runner for nodes.
  const { discoveries: _, ...paths } = RUNNER_PATHS;
  for (const [call, path] of Object.entries(paths)) {
    it(`at ${call} changes nothing: side effects once, every line once`, async () => {
      await using world = await World.open();
      const coordinator = await world.coordinator();
      await using proxy = await LossyProxy.open(() => coordinator.port);
      proxy.loseAnswers(path, 2);
      const { client } = coordinator;
      await world.runner(coordinator, { name: 'east', tags: ['db'], project: 'demo', server: proxy.url });
      if (proxy.lost === 0) proxy.loseAnswers(path, 2);
      const starts = world.path('starts');
      const execution = await runJob(client, {
        name: 'count',
        tags: ['db'],
        steps: [countingScript(starts, 20, 0.05), 'echo second step'],
      });
      const ended = await endOf(client, execution);
      assert.equal(ended.status, 'succeeded', JSON.stringify(ended.reason));
      assert.deepEqual(await linesOf(client, execution), [...counting(1, 20), 'second step']);
      assert.equal(await readFile(starts, 'utf8'), 'started\n');
      assert.equal(proxy.lost, 2);
    });
  }
});
