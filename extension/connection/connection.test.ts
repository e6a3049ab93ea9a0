import assert from 'node:assert/strict';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ModelStore } from '../model/model-store.ts';
import { FakeCoordinator } from '../testing/fake-coordinator.ts';
import { SavedInMemory } from '../testing/saved-in-memory.ts';
import { CoordinatorConnection, type Embedded } from './connection.ts';
import type { ConnectionState, ConnectionTarget } from './connection-state.ts';

const NO_EMBEDDED: Embedded = {
  ensure: async () => {
    throw new OutrunnerError('embedded-not-started', { problem: 'no disk' });
  },
};

describe('CoordinatorConnection', () => {
  let fake: FakeCoordinator;
  let saved: SavedInMemory;
  let store: ModelStore;
  let connection: CoordinatorConnection;
  beforeEach(async () => {
    fake = await FakeCoordinator.start();
    saved = new SavedInMemory();
    saved.tokens.set(fake.url, fake.token);
    store = new ModelStore(assert.ifError);
    connection = new CoordinatorConnection(saved, NO_EMBEDDED, store, () => undefined);
  });
  afterEach(async () => {
    await connection.disconnect();
    connection.dispose();
    await fake[Symbol.asyncDispose]();
  });

  const remote = (): ConnectionTarget => ({ kind: 'remote', url: fake.url });
  const reached = (kind: ConnectionState['kind']): Promise<ConnectionState> =>
    new Promise((resolve) => {
      const listening = connection.onDidChange((state) => {
        if (state.kind !== kind) return;
        listening.dispose();
        resolve(state);
      });
    });

  it('reads the lists of the chosen coordinator, saves the choice and follows change events', async () => {
    assert.equal((await connection.connect(remote())).kind, 'connected');
    assert.deepEqual(saved.target, remote());
    assert.deepEqual(
      store.model.projects.map((project) => project.name),
      ['demo'],
    );
    const changed = new Promise((resolve) => store.onDidChange(resolve));
    fake.send({ type: 'project-deleted', project: store.model.projects[0]?.name as never });
    await changed;
    assert.deepEqual(store.model.projects, []);
  });

  it('enters the state refused when the token is rejected', async () => {
    saved.tokens.set(fake.url, 'wrong');
    const state = await connection.connect(remote());
    assert.equal(state.kind, 'refused');
    assert.equal(connection.client, undefined);
  });

  it('rejects an http URL of another machine unless the setting allows it', async () => {
    const url = 'http://192.0.2.1:1';
    saved.tokens.set(url, 'any');
    const refused = await connection.connect({ kind: 'remote', url });
    assert.equal(refused.kind, 'refused');
    assert.match(
      refused.kind === 'refused' ? refused.problem : '',
      /without TLS.*outrunner\.coordinator\.insecurePlaintext/,
    );
    saved.plaintext = true;
    const { promise: logged, resolve } = Promise.withResolvers<string>();
    const allowed = new CoordinatorConnection(saved, NO_EMBEDDED, store, resolve);
    const connecting = allowed.connect({ kind: 'remote', url });
    assert.match(await logged, /not encrypted/);
    await allowed.disconnect();
    await connecting;
    allowed.dispose();
  });

  it('sends a token only to the origin it was saved for', async () => {
    await using other = await FakeCoordinator.start();
    assert.equal((await connection.connect({ kind: 'remote', url: other.url })).kind, 'refused');
  });

  it('keeps the model while the coordinator is unreachable, and reconnects', async () => {
    await connection.connect(remote());
    const lost = reached('unreachable');
    await fake.down();
    await lost;
    assert.equal(store.model.projects.length, 1);
    const back = reached('connected');
    await fake.up();
    await back;
  });

  it('enters the state refused, and keeps the model, when the token is revoked while it is connected', async () => {
    await connection.connect(remote());
    const states: string[] = [];
    connection.onDidChange(({ kind }) => states.push(kind));
    const refused = reached('refused');
    fake.token = 'another';
    fake.send({ type: 'reset' });
    const state = await refused;
    assert.match(state.kind === 'refused' ? state.problem : '', /token/);
    assert.deepEqual(states, ['refused']);
    assert.equal(store.model.projects.length, 1);
    saved.tokens.set(fake.url, fake.token);
    assert.equal((await connection.connect(remote())).kind, 'connected');
  });

  it('retries until the coordinator is reachable', async () => {
    await fake.down();
    assert.equal((await connection.connect(remote())).kind, 'unreachable');
    const back = reached('connected');
    await fake.up();
    await back;
    assert.equal((await connection.settledClient())?.origin, fake.url);
  });

  it('connects to the last of two coordinators chosen in a row', async () => {
    await using other = await FakeCoordinator.start();
    saved.tokens.set(other.url, other.token);
    const first = connection.connect(remote());
    const second = connection.connect({ kind: 'remote', url: other.url });
    await Promise.all([first, second]);
    assert.equal(connection.client?.origin, other.url);
    assert.deepEqual(saved.target, { kind: 'remote', url: other.url });
  });

  it('reports a switch to another coordinator once, but neither a disconnection nor a reconnection to the same coordinator', async () => {
    await using other = await FakeCoordinator.start();
    saved.tokens.set(other.url, other.token);
    const switched: ConnectionTarget[] = [];
    const listening = connection.onDidSwitch((target) => switched.push(target));
    await connection.connect(remote());
    await connection.disconnect();
    await connection.connect({ kind: 'remote', url: `${fake.url}/` });
    assert.deepEqual(switched, [remote()]);
    await connection.connect({ kind: 'remote', url: other.url });
    assert.deepEqual(switched.at(-1), { kind: 'remote', url: other.url });
    assert.equal(switched.length, 2);
    listening.dispose();
  });

  it('waits in settledClient until the connection is established', async () => {
    const connecting = connection.connect(remote());
    const client = await connection.settledClient();
    assert.equal(client?.origin, fake.url);
    await connecting;
  });

  it('reports why the embedded coordinator did not start', async () => {
    const state = await connection.connect({ kind: 'embedded' });
    assert.ok(state.kind === 'refused');
    assert.match(state.problem, /no disk/);
  });

  it('deletes the saved choice and clears the model on disconnect', async () => {
    await connection.connect(remote());
    await connection.disconnect();
    assert.equal(connection.state.kind, 'none');
    assert.equal(saved.target, undefined);
    assert.deepEqual(store.model.projects, []);
  });
});
