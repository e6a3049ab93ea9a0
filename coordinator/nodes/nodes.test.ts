import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProjectName } from '../../protocol/ids.ts';
import { NodeEntries } from '../../protocol/routes/shapes/node-shapes.ts';
import { hasCode } from '../../support/testing/has-code.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';

const YAML = `# our machines
web-1: {hostname: web1.local, tags: "web, prod", osFamily: unix}
web-2:
  hostname: web2.local
  tags: [web]
db 1/a:
  hostname: db1.local
`;

describe('the nodes of a project', () => {
  let coordinator: TestCoordinator;
  let folder: string;
  const params = { project: ProjectName.parse('ops') };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-nodes-'));
    coordinator = await startTestCoordinator();
    await coordinator.client.createProject({ body: { name: 'ops' } });
  });
  afterEach(async () => {
    await coordinator.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const store = (text: string, mediaType = 'application/yaml', index = 1) =>
    coordinator.client.setSourceNodes({ params: { ...params, index }, body: { text, mediaType } });
  const entries = async (query: { filter?: string } = {}) =>
    NodeEntries.parse(JSON.parse((await coordinator.client.listNodes({ params, query })).text));

  it('consist of the host of the coordinator if none are stored', async () => {
    const { localhost, ...others } = await entries();
    assert.deepEqual(others, {});
    assert.equal(localhost?.['nodename'], 'localhost');
    assert.equal(localhost?.['node-executor'], 'local');
    assert.equal(localhost?.['tags'], '');
    for (const key of ['hostname', 'username', 'osFamily', 'osName', 'osArch', 'osVersion']) {
      assert.ok((localhost?.[key] ?? '').length > 0, key);
    }
  });

  it('are listed in the order of their names and found by name, and their source returns them as they were written', async () => {
    const answer = await store(YAML);
    assert.deepEqual(NodeEntries.parse(JSON.parse(answer.text))['web-1'], {
      nodename: 'web-1',
      hostname: 'web1.local',
      osFamily: 'unix',
      tags: 'web, prod',
    });
    assert.deepEqual(Object.keys(await entries()), ['db 1/a', 'localhost', 'web-1', 'web-2']);
    const kept = { params: { ...params, index: 1 }, query: { format: 'yaml' } } as const;
    assert.equal((await coordinator.client.listSourceNodes(kept)).text, YAML);
    const one = await coordinator.client.getNode({ params: { ...params, node: 'db 1/a' } });
    assert.equal(one['db 1/a']?.['hostname'], 'db1.local');
    const absent = coordinator.client.getNode({ params: { ...params, node: 'nobody' } });
    await assert.rejects(absent, hasCode('not-found'));
  });

  it('are selected by a node filter, and an invalid filter is refused', async () => {
    await store(YAML);
    assert.deepEqual(Object.keys(await entries({ filter: 'tags: web !name: web-2' })), ['web-1']);
    assert.deepEqual(Object.keys(await entries({ filter: '(?!web).*' })), ['db 1/a', 'localhost']);
    await assert.rejects(entries({ filter: 'name: /(/' }), hasCode('node-filter-invalid'));
  });

  it('are returned in the format that the query or Accept header requests', async () => {
    await store(YAML);
    const path = '/api/53/project/ops/resources';
    const asked = async (query: string, accept = '*/*') => {
      const response = await coordinator.call('GET', path + query, { headers: { accept } });
      return [response.headers.get('content-type')?.split(';')[0], await response.text()];
    };
    assert.equal((await asked(''))[0], 'application/json');
    assert.deepEqual((await asked('', 'text/yaml'))[0], 'application/yaml');
    const [type, xml] = await asked('?format=xml', 'application/json');
    assert.equal(type, 'application/xml');
    assert.match(xml ?? '', /<node name="web-1" tags="web, prod" hostname="web1.local"/);
  });

  it('include a stored node instead of the host with the same name', async () => {
    await store('<project><node name="localhost" hostname="mine"/></project>', 'text/xml');
    assert.deepEqual(await entries(), { localhost: { nodename: 'localhost', hostname: 'mine', tags: '' } });
  });

  it('remain if an update is invalid, has an unsupported media type, or is for a read-only or missing source', async () => {
    await store(YAML);
    await assert.rejects(
      store('a: {hostname: a}\nb:\n'),
      (error) => hasCode('nodes-invalid')(error) && /2:1: error/.test(String(error)),
    );
    await assert.rejects(store('{}', 'text/csv'), hasCode('unsupported-media-type'));
    await assert.rejects(store('{}', 'application/json', 2), hasCode('invalid-input'));
    await assert.rejects(store('{}', 'application/json', 9), hasCode('not-found'));
    assert.ok('web-1' in (await entries()));
  });

  it('include the nodes of configured files, and each source reports its own error', async () => {
    await store(YAML);
    const good = join(folder, 'good.json');
    const bad = join(folder, 'bad.yaml');
    await writeFile(good, '{"extra": {"hostname": "e"}, "web-1": {"hostname": "other"}}');
    await writeFile(bad, 'x:\n');
    const body = {
      'resources.source.1.type': 'local',
      'resources.source.10.type': 'aws-ec2',
      'resources.source.2.type': 'file',
      'resources.source.2.config.file': good,
      'resources.source.3.type': 'file',
      'resources.source.3.config.file': bad,
      'resources.source.4.type': 'file',
      'resources.source.4.config.file': join(folder, 'absent'),
      'resources.source.4.config.format': 'resourcexml',
    };
    await coordinator.client.setProjectConfig({ params, body });
    const sources = await coordinator.client.listNodeSources({ params });
    assert.deepEqual(
      sources.map(({ index, type, resources, errors }) => [
        index,
        type,
        resources.writeable,
        resources.empty,
        errors !== undefined,
      ]),
      [
        [1, 'stored', true, false, false],
        [2, 'local', false, false, false],
        [3, 'file', false, false, false],
        [4, 'file', false, undefined, true],
        [5, 'file', false, true, false],
        [6, 'aws-ec2', false, undefined, true],
      ],
    );
    assert.match(sources[3]?.errors ?? '', /1:1: error: A node must be a map of attributes/);
    const all = await entries();
    assert.equal(all['extra']?.['hostname'], 'e');
    assert.equal(all['web-1']?.['hostname'], 'web1.local');
    await writeFile(good, '{"extra": {"hostname": "changed"}}');
    assert.equal((await entries())['extra']?.['hostname'], 'changed');
  });

  it('come from the last successful read of a source, even after a restart', async () => {
    const file = join(folder, 'changing.yaml');
    const source = async () => (await coordinator.client.listNodeSources({ params }))[2];
    await coordinator.client.setProjectConfig({
      params,
      body: { 'resources.source.1.type': 'file', 'resources.source.1.config.file': file },
    });
    assert.deepEqual((await source())?.resources.empty, true, 'a missing file has no nodes');
    await writeFile(file, 'kept: {hostname: k}');
    assert.equal((await entries())['kept']?.['hostname'], 'k');
    await writeFile(file, 'kept:\n');
    assert.equal((await entries())['kept']?.['hostname'], 'k');
    const before = await source();
    assert.match(before?.errors ?? '', /1:1: error/);
    assert.deepEqual(
      [before?.state.nodes, before?.state.stale, before?.state.readBy],
      [1, true, 'the coordinator'],
    );
    await coordinator.stop('keep');
    coordinator = await startTestCoordinator({ dataDir: coordinator.dataDir });
    assert.equal((await entries())['kept']?.['hostname'], 'k');
    assert.equal((await source())?.state.readAt, before?.state.readAt);
    await rm(file);
    assert.ok(!('kept' in (await entries())), 'a file that is gone has no nodes');
  });

  it('are not refreshed if the source needs a missing Local Runner, has an unknown tag, or does not exist', async () => {
    const script = { 'resources.source.1.type': 'script', 'resources.source.1.config.file': '/bin/true' };
    const elsewhere = { 'resources.source.2.type': 'file', 'resources.source.2.config.file': '/nodes.yaml' };
    const body = { ...script, ...elsewhere, 'resources.source.2.runner.filter': 'closed' };
    await coordinator.client.setProjectConfig({ params, body });
    const refreshed = await coordinator.client.refreshNodes({ params, query: {} });
    assert.match(refreshed[2]?.errors ?? '', /runs a program, and this coordinator has no Local Runner/);
    assert.match(refreshed[3]?.errors ?? '', /`closed` is on none/);
    const absent = coordinator.client.refreshNodes({ params, query: { source: 9 } });
    await assert.rejects(absent, hasCode('not-found'));
  });

  it('are read again only from the source in the refresh request', async () => {
    const requested: string[] = [];
    const server = createServer((request, response) => {
      requested.push(request.url ?? '');
      response.setHeader('content-type', 'application/json').end('{}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      // A listening TCP server always has an AddressInfo.
      const { port } = server.address() as AddressInfo;
      await coordinator.client.updateSettings({ body: { fetch: { allowed: ['127.0.0.1'] } } });
      const urls = ['/a.json', '/b.json'].flatMap((path, index) => [
        [`resources.source.${index + 1}.type`, 'url'],
        [`resources.source.${index + 1}.config.url`, `http://127.0.0.1:${port}${path}`],
      ]);
      await coordinator.client.setProjectConfig({ params, body: Object.fromEntries(urls) });
      await coordinator.client.refreshNodes({ params, query: {} });
      const refreshed: [source: number, requested: string[]][] = [];
      for (const source of [1, 2, 3, 4]) {
        requested.length = 0;
        await coordinator.client.refreshNodes({ params, query: { source } });
        refreshed.push([source, [...requested]]);
      }
      // The stored nodes and the host of the coordinator are sources 1 and 2.
      assert.deepEqual(refreshed, [
        [1, []],
        [2, []],
        [3, ['/a.json']],
        [4, ['/b.json']],
      ]);
    } finally {
      server.close();
    }
  });

  it('are selected by a saved filter, which can be replaced and deleted', async () => {
    await store(YAML);
    const { client } = coordinator;
    const named = (name: string) => ({ params: { ...params, name } });
    await client.saveNodeFilter({ ...named('all web'), body: { filter: 'tags: web', default: true } });
    await client.saveNodeFilter({ ...named('Datenbanken/2'), body: { filter: 'name: db.*' } });
    const listed = await client.listNodes({ params, query: { filterName: 'all web' } });
    assert.deepEqual(Object.keys(NodeEntries.parse(JSON.parse(listed.text))), ['web-1', 'web-2']);
    await client.saveNodeFilter({ ...named('Datenbanken/2'), body: { filter: 'tags: db', default: true } });
    assert.deepEqual(await client.listNodeFilters({ params }), [
      { name: 'all web', filter: 'tags: web', default: false },
      { name: 'Datenbanken/2', filter: 'tags: db', default: true },
    ]);
    const wrong = client.saveNodeFilter({ ...named('x'), body: { filter: 'name: /(/' } });
    await assert.rejects(wrong, hasCode('node-filter-invalid'));
    await client.deleteNodeFilter(named('Datenbanken/2'));
    await assert.rejects(client.deleteNodeFilter(named('Datenbanken/2')), hasCode('not-found'));
    const absent = client.listNodes({ params, query: { filterName: 'nobody' } });
    await assert.rejects(absent, hasCode('not-found'));
    assert.deepEqual(await client.listNodeFilters({ params }), [
      { name: 'all web', filter: 'tags: web', default: false },
    ]);
  });

  it('persist across a restart, and are deleted with their project', async () => {
    await store(YAML);
    await coordinator.stop('keep');
    coordinator = await startTestCoordinator({ dataDir: coordinator.dataDir });
    assert.ok('web-1' in (await entries()));
    await coordinator.client.deleteProject({ params });
    await assert.rejects(entries(), hasCode('not-found'));
    await coordinator.client.createProject({ body: { name: 'ops' } });
    assert.deepEqual(Object.keys(await entries()), ['localhost']);
    assert.deepEqual(await coordinator.client.listNodeFilters({ params }), []);
  });
});
