import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { ProjectName } from '../../protocol/ids.ts';
import { RUNNER_PATHS } from '../../protocol/runner/headers.ts';
import { counting, countingScript, endOf, linesOf, runJob } from './harness/jobs.ts';
import { LossyProxy } from './harness/lossy-proxy.ts';
import { until } from './harness/until.ts';
import { World } from './harness/world.ts';

describe('a lost response of the coordinator', () => {
  const { discoveries, ...paths } = RUNNER_PATHS;
  for (const [call, path] of Object.entries(paths)) {
    it(`at ${call} changes nothing: side effects happen once, and every line arrives once`, async () => {
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

  it('at results, if every second response is lost, neither duplicates nor loses a granted step', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    await using proxy = await LossyProxy.open(() => coordinator.port);
    const { client } = coordinator;
    await world.runner(coordinator, { name: 'east', tags: ['db'], project: 'demo', server: proxy.url });
    proxy.loseEverySecondAnswer(paths.results);
    const starts = world.path('starts');
    const numbers = Array.from({ length: 20 }, (_, index) => index + 1);
    const execution = await runJob(client, {
      name: 'many',
      tags: ['db'],
      steps: numbers.map((number) => `echo ${number} >> ${starts}; echo line ${number}`),
    });
    const ended = await endOf(client, execution);
    assert.equal(ended.status, 'succeeded', JSON.stringify(ended.reason));
    assert.equal(await readFile(starts, 'utf8'), numbers.map((number) => `${number}\n`).join(''));
    assert.deepEqual(await linesOf(client, execution), counting(1, 20));
    assert.ok(proxy.lost >= numbers.length, `${proxy.lost} answers were lost`);
  });

  it('at discoveries changes nothing: the script of a node source runs once', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    await using proxy = await LossyProxy.open(() => coordinator.port);
    await world.runner(coordinator, { name: 'east', tags: ['db'], project: 'demo', server: proxy.url });
    proxy.loseAnswers(discoveries, 2);
    const [script, asked] = [world.path('nodes.sh'), world.path('asked')];
    await writeFile(script, `echo asked >> ${asked}\necho '{"db1": {"rank": 1}}'\n`);
    const params = { project: ProjectName.parse('demo') };
    const source = {
      type: 'script',
      'config.interpreter': 'sh',
      'config.file': script,
      'config.format': 'resourcejson',
      'runner.filter': 'db',
    };
    const body = Object.fromEntries(
      Object.entries(source).map(([key, value]) => [`resources.source.1.${key}`, value]),
    );
    await coordinator.client.setProjectConfig({ params, body });
    const { text } = await until('the node to be found', async () => {
      const found = await coordinator.client.listNodes({ params, query: {} });
      return found.text.includes('db1') ? found : undefined;
    });
    assert.match(text, /"db1"/);
    await until('both answers to be lost', () => (proxy.lost === 2 ? true : undefined));
    assert.equal(await readFile(asked, 'utf8'), 'asked\n');
  });
});
