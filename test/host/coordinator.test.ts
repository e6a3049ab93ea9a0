import assert from 'node:assert/strict';
import { COMMANDS } from '../../extension/ids/commands.ts';
import { projectsTree } from '../../extension/projects/projects-tree.ts';
import { adminToken, readAddress } from './coordinator-address.ts';
import { recordFigure } from './figures-file.ts';
import { connectedOutrunner, type Outrunner, PROJECT, somebodyElse } from './outrunner.ts';

const CHANGES = 40;

describe('the connection to a coordinator', () => {
  let all: Outrunner;
  before(async () => {
    all = await connectedOutrunner();
  });

  it('starts an embedded coordinator with a Local Runner and runners enabled', async () => {
    const { services } = all;
    assert.deepEqual(services.context.connection.state.kind, 'connected');
    assert.equal(services.store.model.runnersEnabled, true);
    const local = await all.localRunner();
    assert.equal(local.name, 'Local Runner');
  });

  it('updates the rows of the Projects view after changes by other clients', async () => {
    const other = await somebodyElse(all);
    const samples: number[] = [];
    try {
      for (let round = 0; round < CHANGES; round += 1) {
        const description = `changed ${round}`;
        const began = performance.now();
        const shown = all.seen(description, (model) =>
          projectsTree(model).some((row) => row.label === PROJECT && row.tooltip === description)
            ? performance.now()
            : undefined,
        );
        await other.setProjectConfig({
          params: { project: PROJECT },
          body: { 'project.description': description },
        });
        samples.push((await shown) - began);
      }
    } finally {
      other.close();
    }
    recordFigure({ name: 'tree update', unit: 'ms', samples });
  });

  it('reconnects after a restart of the coordinator', async () => {
    const before = await readAddress(all);
    await all.run(COMMANDS.restartEmbedded);
    const after = await readAddress(all);
    assert.equal(all.services.context.connection.state.kind, 'connected');
    assert.notEqual(after.pid, before.pid);
    assert.equal(after.url, before.url, 'enrolled runners would be stranded');
  });

  it('reconnects after the coordinator was killed', async () => {
    const { connection } = all.services.context;
    const { pid } = await readAddress(all);
    const states: string[] = [];
    const back = Promise.withResolvers<void>();
    const listening = connection.onDidChange((state) => {
      states.push(state.kind);
      if (state.kind === 'connected') back.resolve();
    });
    process.kill(pid, 'SIGKILL');
    await back.promise;
    listening.dispose();
    assert.deepEqual(states, ['unreachable', 'connected']);
    assert.notEqual((await readAddress(all)).pid, pid);
  });

  it('reports that a remote coordinator rejects the token', async () => {
    const { url } = await readAddress(all);
    await all.run(COMMANDS.connect, [url, 'not-a-token']);
    const { state } = all.services.context.connection;
    assert.equal(state.kind, 'refused');
    assert.match(all.person.told.at(-1) ?? '', /token/);
  });

  it('connects to a remote coordinator by URL and token, and stores the token for this origin only', async () => {
    const { url } = await readAddress(all);
    const { connection, saved } = all.services.context;
    await all.run(COMMANDS.connect, [url, await adminToken(all)]);
    assert.deepEqual(connection.state.kind === 'connected' && connection.state.target, {
      kind: 'remote',
      url,
    });
    assert.deepEqual(saved.read(), { kind: 'remote', url });
    assert.deepEqual(saved.knownUrls(), [url]);
    assert.equal(await saved.token(url), await adminToken(all));
    assert.equal(await saved.token('https://elsewhere.example'), undefined);
    assert.equal(await saved.token(url.replace('127.0.0.1', 'localhost')), undefined);
  });

  it('disconnects and clears the model', async () => {
    await all.run(COMMANDS.disconnect);
    assert.equal(all.services.context.connection.state.kind, 'none');
    assert.deepEqual(all.services.store.model.projects, []);
    assert.equal(all.services.context.saved.read(), undefined);
  });

  it('shares the coordinator with a generated certificate, and stops sharing', async () => {
    all = await connectedOutrunner();
    const { client } = all.services.context.connection;
    assert.ok(client);
    await all.run(COMMANDS.shareCoordinator, [
      'Share with a Generated Certificate…',
      '127.0.0.1, localhost',
      '0',
    ]);
    const share = await client.getShare();
    assert.equal(share.reach, 'network');
    assert.match(share.url, /^https:\/\/127\.0\.0\.1:\d+$/);
    assert.match(all.person.told.at(-1) ?? '', /[0-9a-f]{64}/);
    await all.run(COMMANDS.shareCoordinator, ['Stop Sharing…', true]);
    assert.equal((await client.getShare()).reach, 'this-machine');
  });

  it('disconnects when the embedded coordinator stops, and starts it again', async () => {
    const { pid } = await readAddress(all);
    await all.run(COMMANDS.stopEmbedded, [true]);
    assert.equal(all.services.context.connection.state.kind, 'none');
    assert.throws(() => process.kill(pid, 0));
    await all.run(COMMANDS.startEmbedded);
    assert.ok(await all.seen('the project', (model) => model.projects.find((it) => it.name === PROJECT)));
  });
});
