import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { ProjectName } from '../../protocol/ids.ts';
import { freePort } from './harness/network-programs.ts';
import { ALL, WorkflowWorld } from './harness/workflow-world.ts';

const SCRIPT = 'echo "fetched for $1 on $RD_NODE_NAME"\n';
const PROJECT = ProjectName.parse('demo');

describe('steps of each kind', () => {
  let at: WorkflowWorld;
  let server: Server;
  let url = '';
  before(async () => {
    at = await WorkflowWorld.open();
    server = createServer((request, response) => {
      if (request.url === '/script') response.end(SCRIPT);
      else if (request.url === '/large') response.end('#'.repeat(5000));
      else response.writeHead(404).end('no such thing');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    await at?.[Symbol.asyncDispose]();
    server?.closeAllConnections();
    server?.close();
  });

  const allow = (...allowed: string[]) => at.client.updateSettings({ body: { fetch: { allowed } } });
  const run = (step: Record<string, unknown>, nodefilters: object = { filter: 'n1' }) =>
    at.run({ name: 'step', steps: [step], more: { nodefilters, options: [{ name: 'v', value: 'a b' }] } });
  const plugin = (type: string, configuration: Record<string, string>) =>
    run({ nodeStep: true, type, configuration });

  it('fetch a script only from allowed addresses', async () => {
    await allow();
    const denied = await run({ scripturl: `${url}/script` });
    assert.equal(denied.status, 'failed');
    assert.match(denied.reason?.message ?? '', /127\.0\.0\.1.*fetch\.allowed|loopback/);
    await allow('127.0.0.1');
    const fetched = await run({ scripturl: `${url}/script`, args: '${option.v}' }, ALL);
    assert.deepEqual(
      fetched.lines,
      ['n1', 'n2', 'n3'].map((node) => `fetched for a b on ${node}`),
    );
  });

  it('refuse a fetched script that has a wrong checksum, is too large, or is missing', async () => {
    await allow('127.0.0.1');
    const sha = createHash('sha256').update(SCRIPT).digest('hex');
    const right = await run({ scripturl: `${url}/script`, checksum: `sha256:${sha}` });
    assert.equal(right.status, 'succeeded', JSON.stringify(right.reason));
    const problemOf = async (step: Record<string, unknown>) => {
      const { status, reason, lines } = await run(step);
      assert.deepEqual([status, ...lines], ['failed']);
      return reason?.message ?? '';
    };
    const wrong = { scripturl: `${url}/script`, checksum: `sha256:${'0'.repeat(64)}` };
    assert.match(await problemOf(wrong), /sha256|checksum/i);
    assert.match(await problemOf({ scripturl: `${url}/large`, maxBytes: 4000 }), /4,?000/);
    assert.match(await problemOf({ scripturl: `${url}/absent` }), /404/);
  });

  it('expand references in a script file if requested', async () => {
    const path = at.world.path('tool.sh');
    await writeFile(path, 'echo "@option.v@ and $1"\n');
    const expanded = await run({ scriptfile: path, args: '${node.name}', expandTokenInScriptFile: true });
    assert.deepEqual(expanded.lines, ['a b and n1']);
    assert.deepEqual((await run({ scriptfile: path })).lines, ['@option.v@ and ']);
    const absent = await run({ scriptfile: `${path}.absent` });
    assert.equal(absent.status, 'failed');
    assert.match(absent.reason?.message ?? '', /tool\.sh\.absent/);
  });

  it('run plugins, and fail if the plugin fails or does not exist', async () => {
    await allow('127.0.0.1');
    assert.equal((await plugin('http', { remoteUrl: `${url}/absent` })).status, 'failed');
    const expected = { checkResponseCode: 'true', responseCode: '404', printResponse: 'true' };
    const met = await plugin('http', { remoteUrl: `${url}/absent`, ...expected });
    assert.deepEqual([met.status, ...met.lines], ['succeeded', 'no such thing']);
    await allow();
    assert.equal((await plugin('http', { remoteUrl: `${url}/script` })).status, 'failed');
    const port = String(await freePort());
    const closed = await plugin('assert-tcp', { host: '127.0.0.1', port, timeout: '0' });
    assert.equal(closed.status, 'failed');
    const listener = createTcpServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const open = String((listener.address() as AddressInfo).port);
    const reached = await plugin('assert-tcp', { host: '127.0.0.1', port: open, timeout: '5' });
    listener.close();
    assert.equal(reached.status, 'succeeded', reached.lines.join('\n'));
    assert.equal((await plugin('localexec', { command: 'exit 4' })).status, 'failed');
    const unknown = await plugin('no-such-plugin', {});
    assert.match(unknown.reason?.message ?? '', /no-such-plugin/);
  });

  it('print the values of a step, with secrets masked', async () => {
    const option = { name: 'pw', secure: true, valueExposed: true };
    const job = {
      name: 'values',
      steps: [{ type: 'log-data' }],
      more: { options: [option, { name: 'open' }] },
    };
    const { status, lines } = await at.run(job, { pw: 'never shown', open: 'shown' });
    assert.equal(status, 'succeeded');
    assert.ok(
      lines.some((line) => line.includes('shown') && line.includes('open')),
      lines.join('\n'),
    );
    assert.ok(!lines.join('\n').includes('never shown'));
  });

  it('are refused on nodes with an unavailable executor', async () => {
    await at.client.setSourceNodes({
      params: { project: PROJECT, index: 1 },
      body: {
        text: 'far: {hostname: far.example.org, node-executor: WinRMPython}',
        mediaType: 'application/yaml',
      },
    });
    const { status, reason } = await run({ exec: 'echo never' }, { filter: 'far' });
    assert.equal(status, 'failed');
    assert.equal(reason?.code, 'ConfigurationFailure');
    assert.match(reason?.message ?? '', /WinRMPython/);
  });
});

describe('ad-hoc commands', () => {
  it('run on the nodes of a filter, or on the host of the runner', async () => {
    await using at = await WorkflowWorld.open();
    const ended = async (started: { readonly execution: { readonly id: never } }) =>
      at.endOf(started.execution.id);
    const command = async (query: object) =>
      ended(
        (await at.coordinator.call('POST', '/api/53/project/demo/run/command', query)).body as {
          execution: { id: never };
        },
      );
    const on = await command({ exec: 'echo ${node.name} "$RD_NODE_RANK"', filter: 'tags: web !name: n2' });
    assert.deepEqual([on.status, ...on.told], ['succeeded', '1 n1: n1 2']);
    assert.equal(on.execution.job, undefined);
    const here = await command({ exec: 'echo here; exit 3' });
    assert.deepEqual([here.status, ...here.lines], ['failed', 'here']);
    const script = await at.coordinator.call('POST', '/api/53/project/demo/run/script', {
      script: '#!/bin/bash\n[[ $1 == "a b" ]] && echo "$1 of $RD_NODE_NAME"',
      argString: '"a b"',
      filter: '.*',
      nodeThreadcount: 3,
      nodeKeepgoing: true,
    });
    const scripted = await ended(script.body as { execution: { id: never } });
    assert.equal(scripted.status, 'succeeded', JSON.stringify(scripted.reason));
    assert.deepEqual(
      scripted.lines.toSorted(),
      ['localhost', 'n1', 'n2', 'n3'].map((name) => `a b of ${name}`),
    );
    const nobody = await command({ exec: 'true', filter: 'tags: nowhere' });
    assert.equal(nobody.reason?.code, 'NoMatchedNodes');
  });
});
