import assert from 'node:assert/strict';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ProjectName } from '../../protocol/ids.ts';
import { NodeEntries, type NodeSourceInfo } from '../../protocol/routes/shapes/node-shapes.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { endOf, linesOf, runJob } from './harness/jobs.ts';
import { until } from './harness/until.ts';
import { World } from './harness/world.ts';

const params = { project: ProjectName.parse('demo') };

describe('nodes of many sources', () => {
  let world: World;
  let coordinator: Coordinator;
  let server: Server;
  let version: string;
  /** Whether the server closes the connection of every request. */
  let isDown: boolean;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    server = createServer((request, response) => {
      if (isDown) {
        response.destroy();
        return;
      }
      const isKnown = request.headers['if-none-match'] === `"${version}"`;
      response.writeHead(isKnown ? 304 : 200, { etag: `"${version}"`, 'content-type': 'application/json' });
      response.end(isKnown ? '' : JSON.stringify({ 'by-url': { rank: version }, shared: { from: 'url' } }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await world.runner(coordinator, { name: 'edge', tags: ['edge', 'linux'], project: 'demo' });
    await mkdir(world.path('nodes'));
  });
  after(async () => {
    server.close();
    await world[Symbol.asyncDispose]();
  });

  // Repairs the sources that the previous test damaged.
  beforeEach(async () => {
    version = 'v1';
    isDown = false;
    await writeFile(world.path('nodes/1.yaml'), 'in-folder: {rank: 1}\nshared: {from: folder}\n');
    await writeFile(world.path('nodes.json'), '{"in-file": {"rank": 2}, "shared": {"from": "file"}}');
    await writeFile(
      world.path('list.sh'),
      '#!/bin/sh\nprintf "{\\"%s\\": {\\"rank\\": 3, \\"reader\\": \\"%s\\"}}" "$1" "$OUTRUNNER_RUNNER"\n',
    );
    await chmod(world.path('list.sh'), 0o755);
    for (const runner of ['Local Runner', 'edge']) await world.healthy(coordinator, runner);
    await allow('127.0.0.1');
    await configure(sources());
    await refresh();
  });

  const sources = () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/nodes`;
    const script = { type: 'script', 'config.file': world.path('list.sh') };
    return [
      { type: 'url', 'config.url': url },
      { type: 'directory', 'config.directory': world.path('nodes') },
      { type: 'file', 'config.file': world.path('nodes.json') },
      { ...script, 'config.args': 'by-local-script' },
      { ...script, 'config.args': 'by-script', 'runner.filter': 'edge,linux' },
      { type: 'file', 'config.file': '/nodes.yaml', 'runner.filter': 'nowhere' },
    ];
  };
  const allow = (...allowed: string[]) => coordinator.client.updateSettings({ body: { fetch: { allowed } } });

  const entries = async () =>
    NodeEntries.parse(JSON.parse((await coordinator.client.listNodes({ params, query: {} })).text));
  const configure = async (configured: readonly Readonly<Record<string, string>>[]) => {
    const body = Object.fromEntries(
      configured.flatMap((source, index) =>
        Object.entries(source).map(([key, value]) => [`resources.source.${index + 1}.${key}`, value]),
      ),
    );
    await coordinator.client.setProjectConfig({ params, body });
  };
  const refresh = (source?: number): Promise<NodeSourceInfo[]> =>
    coordinator.client.refreshNodes({ params, query: source === undefined ? {} : { source } });

  it('are merged in order, and each source reports its nodes, reader and error', async () => {
    await allow();
    const refused = await refresh(3);
    assert.match(refused[2]?.errors ?? '', /loopback address/);
    await allow('127.0.0.1');
    const told = await refresh();
    assert.deepEqual(
      told.map(({ type, state, errors }) => [type, state.nodes, state.readBy, errors?.split(',')[0]]),
      [
        ['stored', 0, 'the coordinator', undefined],
        ['local', 2, 'the coordinator', undefined],
        ['url', 2, 'the coordinator', undefined],
        ['directory', 2, 'the coordinator', undefined],
        ['file', 2, 'the coordinator', undefined],
        ['script', 1, 'runner Local Runner', undefined],
        ['script', 1, 'runner edge', undefined],
        [
          'file',
          0,
          undefined,
          'No runner can read the nodes of a source: `nowhere` is on none. Correct the runner tags of the source',
        ],
      ],
    );
    const nodes = await entries();
    assert.equal(nodes['shared']?.['from'], 'file');
    assert.equal(nodes['by-script']?.['reader'], 'edge');
    for (const name of ['by-url', 'in-folder', 'in-file', 'by-local-script', 'localhost', 'edge'])
      assert.ok(name in nodes, name);
  });

  it('change with their sources, and are retained if a source fails, even after a restart', async () => {
    version = 'v2';
    await refresh(3);
    assert.equal((await entries())['by-url']?.['rank'], 'v2');
    isDown = true;
    await writeFile(world.path('nodes.json'), '{"in-file": ');
    await rm(world.path('list.sh'));
    const failed = await refresh();
    assert.deepEqual(
      failed.slice(2, 7).map(({ state }) => [state.nodes, state.stale]),
      [
        [2, true],
        [2, false],
        [2, true],
        [1, true],
        [1, true],
      ],
    );
    assert.match(failed[6]?.errors ?? '', /Runner edge .*list\.sh does not exist/);
    const before = await entries();
    await coordinator.program.end('SIGKILL');
    coordinator = await coordinator.again();
    const { edge: _, ...kept } = await entries();
    const { edge: __, ...expected } = before;
    assert.deepEqual(kept, expected);
  });

  it('come from the readable files of a folder, and from the previous content of unreadable ones', async () => {
    const directory = world.path('folder');
    const keep = (name: string, text: string) => writeFile(`${directory}/${name}`, text);
    await mkdir(directory);
    await keep('1.yaml', 'one: {rank: 1}');
    await keep('2.yaml', 'two: ');
    const source = { type: 'directory', 'config.directory': directory };
    await configure([source, { ...source, 'runner.filter': 'edge' }]);
    const read = async () =>
      (await refresh())
        .slice(2)
        .map(({ state, errors }) => ({ nodes: state.nodes, by: state.readBy, stale: state.stale, errors }));
    const first = await read();
    assert.deepEqual(
      first.map(({ nodes, by, stale }) => [nodes, by, stale]),
      [
        [1, 'the coordinator', false],
        [1, 'runner edge', false],
      ],
    );
    assert.match(first[0]?.errors ?? '', /^The nodes are not valid: .*folder\/2\.yaml: 1:1: error/);
    assert.match(first[1]?.errors ?? '', /^Runner edge could not read .*folder\/2\.yaml: 1:1: error/);
    await keep('2.yaml', 'two: {rank: 2}');
    assert.deepEqual(
      (await read()).map(({ nodes, errors }) => [nodes, errors]),
      [
        [2, undefined],
        [2, undefined],
      ],
    );
    await keep('1.yaml', 'uno: {rank: 1}');
    await keep('2.yaml', 'two: ');
    for (const { nodes, stale, errors } of await read())
      assert.ok(nodes === 2 && stale && errors !== undefined);
    const names = Object.keys(await entries());
    assert.deepEqual(
      ['one', 'uno', 'two'].map((name) => names.includes(name)),
      [false, true, true],
    );
  });

  it('are read from a file of 3,000 nodes, by the coordinator and by a runner', async () => {
    const file = world.path('long.yaml');
    const nodes = Array.from({ length: 3000 }, (_, index) => `web-${index}: {hostname: web-${index}.test}\n`);
    await writeFile(file, nodes.join(''));
    await configure([
      { type: 'file', 'config.file': file },
      { type: 'file', 'config.file': file, 'runner.filter': 'edge' },
    ]);
    assert.deepEqual(
      (await refresh()).slice(2).map(({ state, errors }) => [state.nodes, state.readBy, errors]),
      [
        [3000, 'the coordinator', undefined],
        [3000, 'runner edge', undefined],
      ],
    );
  });

  it('can be listed on the command line, and selected by saved filters of the project', async () => {
    const environment = {
      OUTRUNNER_URL: coordinator.url,
      OUTRUNNER_TOKEN: coordinator.token,
      OUTRUNNER_PROJECT: 'demo',
    };
    const outrunner = (...args: readonly string[]) => world.outrunner(args, environment);
    const refreshed = await outrunner('node', 'refresh', '--source', '4');
    assert.match(refreshed.stdout, /^4 +directory +2 +the coordinator/m);
    assert.equal((await refreshed.ended).code, 0);
    await writeFile(world.path('nodes.json'), '{"in-file": ');
    const failed = await outrunner('node', 'refresh', '--source', '5');
    assert.match(failed.stdout, /^5 +file +2 \(kept\) .*nodes\.json: 1:13: error: This is not valid JSON/m);
    assert.equal((await failed.ended).code, 1);
    const folder = `directory=${world.path('nodes')}`;
    const added = await outrunner(
      'node',
      'source',
      'add',
      '--type',
      'directory',
      '--config',
      folder,
      '--runner',
      'edge',
    );
    assert.match(added.stdout, /^9 +directory +2 +runner edge/m);
    assert.equal((await (await outrunner('node', 'source', 'delete', '9')).ended).code, 0);
    assert.equal((await coordinator.client.listNodeSources({ params })).length, 8);
    await outrunner('node', 'filter', 'save', 'in files', 'name: in-.*', '--default');
    const listed = await outrunner('node', 'list', '--saved-filter', 'in files');
    assert.equal(listed.stdout, 'in-file\nin-folder\n');
  });

  it('include the hosts of runners, which run the steps for these nodes', async () => {
    const node = await until('the runner to be a node', async () => (await entries())['edge']);
    assert.deepEqual(
      [node['node-executor'], node['tags'], node['runnerTags'], node['osFamily']],
      ['local', '', 'edge,linux', 'unix'],
    );
    const execution = await runJob(coordinator.client, {
      name: 'there',
      steps: [{ exec: 'echo ${node.name} by $OUTRUNNER_RUNNER' }],
      more: { nodefilters: { filter: 'name: edge,localhost' } },
    });
    assert.equal((await endOf(coordinator.client, execution)).status, 'succeeded');
    const lines = await linesOf(coordinator.client, execution);
    assert.deepEqual([...lines].sort(), ['edge by edge', 'localhost by Local Runner']);
    const selected = async (filter: string) => {
      const { text } = await coordinator.client.listNodes({ params, query: { filter } });
      return Object.keys(NodeEntries.parse(JSON.parse(text)));
    };
    assert.deepEqual(await selected('runner: true'), ['edge']);
    assert.deepEqual(await selected('runnerTags: linux+edge'), ['edge']);
    for (const filter of ['.*', 'tags: edge', 'osFamily: unix'])
      assert.ok(!(await selected(filter)).includes('edge'), filter);
  });
});
