import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identifyProcess } from '../../keeper/processes/process-identity.ts';
import { gone } from '../../keeper/testing/processes.ts';
import type { FakeOperation } from '../../testing/fake-operation.ts';
import { NodeScene } from '../../testing/node-scene.ts';

const EXITED = { kind: 'exited', exitCode: 0 };

describe('a step on a node, after a failure or a cancel', () => {
  let at: NodeScene;
  beforeEach(async () => {
    at = await NodeScene.open();
  });
  afterEach(() => at?.close());

  const said = (operation: FakeOperation, text: string) =>
    at.scene.coordinator.changes.until(() => operation.text.includes(text) || undefined);

  it('continues when its runner is killed and started again', async () => {
    // This folder is also readable by the node's user.
    const go = join(tmpdir(), `outrunner-go-${randomUUID()}`);
    const operation = await at.begin(`echo begin; while [ ! -e ${go} ]; do sleep 0.02; done; echo end`);
    await said(operation, 'begin');
    await at.restartRunner();
    await writeFile(go, '');
    assert.deepEqual((await at.scene.coordinator.ended(operation)).end, EXITED);
    await rm(go);
    assert.equal(operation.text, 'begin\nend\n');
    assert.deepEqual(operation.violations, []);
  });

  it('ends on the node when its keeper is killed, and reports the lost keeper', async () => {
    const operation = await at.begin('echo $$; sleep 300');
    await said(operation, '\n');
    process.kill(keeperPid(at.scene.dataDir), 'SIGKILL');
    const { end } = await at.scene.coordinator.ended(operation);
    assert.ok(end.kind === 'keeper-lost');
    assert.match(end.problem, /connection to node web1/);
    await gone(Number(operation.text));
  });

  it('ends its copy command when its keeper is killed', async () => {
    const attributes = { 'script-copy': 'echo $$ >&2; sleep 300', 'script-copy-shell': 'sh -c' };
    const script = { kind: 'script', script: 'true', pty: false } as const;
    const operation = await at.begin(script, { copier: 'script-copy', attributes });
    await said(operation, '\n');
    process.kill(keeperPid(at.scene.dataDir), 'SIGKILL');
    assert.equal((await at.scene.coordinator.ended(operation)).end.kind, 'keeper-lost');
    await gone(Number(operation.text));
  });

  it('reports a lost connection, and its process on the node ends', async () => {
    const operation = await at.begin('echo $$; sleep 300');
    await said(operation, '\n');
    at.node.server.breakConnections();
    const { end } = await at.scene.coordinator.ended(operation);
    assert.ok(end.kind === 'failed');
    assert.equal(end.reason, 'ConnectionFailure');
    await gone(Number(operation.text));
  });

  it('uses a new connection if the pooled connection is dead', async () => {
    assert.deepEqual((await at.run('true')).end, EXITED);
    at.node.server.breakConnections();
    assert.deepEqual((await at.run('echo again')).end, EXITED);
  });

  it('is killed after the grace period if it ignores signals, and its script is removed', async () => {
    const script = 'trap "" TERM; echo $$ $0; while :; do sleep 0.1; done';
    const operation = await at.begin({ kind: 'script', script, pty: false });
    await said(operation, '\n');
    at.scene.coordinator.cancel(operation, 1);
    const { end } = await at.scene.coordinator.ended(operation);
    assert.equal(end.kind, 'cancelled');
    const [pid = '', path = ''] = operation.text.trim().split(' ');
    assert.equal(identifyProcess(Number(pid)), undefined);
    assert.equal(existsSync(path), false);
  });

  it('can be cancelled while the runner connects to the node', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const operation = await at.begin('true', { attributes: { hostname: `127.0.0.1:${port}` } });
    await new Promise((resolve) => silent.once('connection', resolve));
    at.scene.coordinator.cancel(operation);
    assert.deepEqual((await at.scene.coordinator.ended(operation)).end, { kind: 'cancelled' });
    silent.close();
  });
});

function keeperPid(dataDir: string): number {
  const isKeeper = (entry: string) => {
    try {
      const commandLine = readFileSync(join('/proc', entry, 'cmdline'), 'utf8');
      return commandLine.includes('keeper') && commandLine.includes(dataDir);
    } catch {
      return false;
    }
  };
  return Number(readdirSync('/proc').find(isKeeper));
}
