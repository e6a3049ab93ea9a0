import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ProjectName } from '../../protocol/ids.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { endOf, importJob, type JobText, linesOf, runJob } from './harness/jobs.ts';
import { Program } from './harness/program.ts';
import { World } from './harness/world.ts';

const NODES = `web1: {tags: web, node-executor: local, zone: "it's a"}
web2: {tags: web, node-executor: local, zone: b}
`;
const NASTY = `a 'b' "c" $(id) \`d\` ; & | > < \\ * ~ # é 𝄞\ttab`;

describe('values of steps', () => {
  let world: World;
  let coordinator: Coordinator;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    await coordinator.client.setSourceNodes({
      params: { project: ProjectName.parse('demo'), index: 1 },
      body: { text: NODES, mediaType: 'application/yaml' },
    });
  });
  after(() => world[Symbol.asyncDispose]());

  const run = async (job: JobText, options: Record<string, string> = {}) => {
    const execution = await runJob(coordinator.client, job, options);
    const { status } = await endOf(coordinator.client, execution);
    return { status, lines: await linesOf(coordinator.client, execution) };
  };

  it('reach commands, arguments, scripts and the environment unchanged', async () => {
    const { status, lines } = await run(
      {
        name: 'as given',
        steps: [
          { exec: `printf '%s\\n' \${option.x} "\${option.x}" '\${option.x}' "$RD_OPTION_X"` },
          { script: `printf '%s\\n' "$1" "$RD_OPTION_X"`, args: '${option.x}' },
          { exec: 'cat <<EOF\n${option.x}\nEOF' },
          { exec: 'echo [${option.none}] [${HOME}] [$RD_OPTION_NONE]' },
          { exec: 'echo ${unquotedoption.words} | wc -w | tr -d " "' },
        ],
        more: { options: [{ name: 'x' }, { name: 'words', value: 'a b c' }] },
      },
      { x: NASTY },
    );
    assert.deepEqual(lines, [...Array<string>(7).fill(NASTY), '[] [] []', '3']);
    assert.equal(status, 'succeeded');
  });

  it('are captured on each node, and referenced by step, by node and for all nodes', async () => {
    const capture = { type: 'key-value-data', config: {} };
    const { status, lines } = await run({
      name: 'captured',
      steps: [
        { exec: 'echo "RUNDECK:DATA:zone = $RD_NODE_ZONE"', plugins: { LogFilter: [capture] } },
        { exec: 'echo "RUNDECK:DATA:zone = second"', plugins: { LogFilter: [capture] } },
        { exec: 'echo own ${1:data.zone} ${data.zone} "$RD_DATA_ZONE"' },
        { exec: 'echo all ${1:data.zone*;} ${data.zone*} ${1:data.zone@web1}' },
        { script: 'echo "script @1:data.zone/web2@ @1:data.zone*@"' },
        { exec: 'cat <<EOF\nhere ${1:data.zone@web1}\nEOF' },
      ],
      more: { nodefilters: { filter: 'tags: web' } },
    });
    assert.equal(status, 'succeeded');
    assert.deepEqual(lines.filter((line) => !line.startsWith('RUNDECK')).slice(0, 4), [
      "own it's a second second",
      "all it's a second it's a",
      "script  it's a",
      "here it's a",
    ]);
  });

  it('can come from URLs and dates, and a plan shows them', async () => {
    const server = createServer((_, response) => response.end('["red", "green"]'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      await coordinator.client.updateSettings({ body: { fetch: { allowed: ['127.0.0.1'] } } });
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const job: JobText = {
        name: 'chosen',
        steps: [{ exec: 'echo ${option.colour} ${option.day}' }],
        more: {
          options: [
            { name: 'colour', enforced: true, valuesUrl: url },
            { name: 'day', value: '${DATE:yyyy}', regex: '(?!1)\\d{4}' },
          ],
        },
      };
      const year = String(new Date().getFullYear());
      assert.deepEqual(await run(job, { colour: 'green' }), {
        status: 'succeeded',
        lines: [`green ${year}`],
      });
      await assert.rejects(run(job, { colour: 'blue' }), /"blue" is not one of the values/);
      await importJob(coordinator.client, job);
      const plan = new Program({
        args: ['job', 'plan', '-p', 'demo', 'chosen', '-o', 'colour=red'],
        environment: {
          ...world.environment,
          OUTRUNNER_URL: coordinator.url,
          OUTRUNNER_TOKEN: coordinator.token,
        },
      });
      assert.equal((await plan.ended).code, 0, plan.stderr);
      assert.match(plan.stdout, new RegExp(`echo red ${year}`));
      assert.match(plan.stdout, /runners {3}\S/);
    } finally {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    }
  });
});
