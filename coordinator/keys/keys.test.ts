import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProjectName } from '../../protocol/ids.ts';
import { KEY_MEDIA_TYPES } from '../../protocol/routes/shapes/key-shapes.ts';
import { filesContaining } from '../../support/testing/files-containing.ts';
import { hasCode } from '../../support/testing/has-code.ts';
import type { CoordinatorStartOptions } from '../hosting/lifecycle/start-options.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';

const SECRET = 'PÄSSWORD-that-nobody-sees';
describe('key storage', () => {
  let coordinator: TestCoordinator;
  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    await coordinator.client.createProject({ body: { name: 'ops' } });
  });
  afterEach(() => coordinator.stop());

  const body = (text: string, kind: keyof typeof KEY_MEDIA_TYPES = 'password') => ({
    text,
    mediaType: KEY_MEDIA_TYPES[kind],
  });
  const create = (path: string, text = SECRET, kind: keyof typeof KEY_MEDIA_TYPES = 'password') =>
    coordinator.client.createKey({ params: { path }, body: body(text, kind) });
  /** Creates one key of each kind. */
  const createThree = async () => ({
    password: await create('project/ops/db/password'),
    privateKey: await create('project/ops/id', '-----BEGIN …', 'private'),
    publicKey: await create('project/ops/id.pub', 'ssh-ed25519 AAAA', 'public'),
  });
  const get = (path: string) => coordinator.client.getKey({ params: { path } });
  const raw = (path: string, accept: string) =>
    coordinator.call('GET', `/api/53/storage/keys/${path}`, { headers: { accept } });

  it('stores private keys, public keys and passwords, distinguished by media type', async () => {
    const { password: made, privateKey: key, publicKey: pub } = await createThree();
    assert.equal(made.path, 'keys/project/ops/db/password');
    assert.equal(made.url, `${coordinator.url}/api/59/storage/keys/project/ops/db/password`);
    assert.equal(made.name, 'password');
    assert.equal(made.type, 'file');
    const { meta } = made;
    assert.equal(meta['Rundeck-content-type'], 'application/x-rundeck-data-password');
    assert.equal(meta['Rundeck-data-type'], 'password');
    assert.equal(meta['Rundeck-content-mask'], 'content');
    assert.equal(meta['Rundeck-auth-created-username'], 'admin');
    assert.ok(!('Rundeck-content-size' in meta));
    assert.equal(key.meta['Rundeck-key-type'], 'private');
    assert.equal(Object.keys(key.meta).length, 7);
    assert.equal(pub.meta['Rundeck-key-type'], 'public');
    assert.equal(pub.meta['Rundeck-content-size'], '16');
    const other = { params: { path: 'x' }, body: { text: 'y', mediaType: 'text/plain' } };
    await assert.rejects(coordinator.client.createKey(other), hasCode('unsupported-media-type'));
  });

  it('lists the direct content of folders', async () => {
    await createThree();
    const names = (listing: Awaited<ReturnType<typeof get>>) =>
      'resources' in listing ? listing.resources.map(({ type, path }) => `${type} ${path}`) : [];
    assert.deepEqual(names(await coordinator.client.listKeys()), ['directory keys/project']);
    const expected = [
      'directory keys/project/ops/db',
      'file keys/project/ops/id',
      'file keys/project/ops/id.pub',
    ];
    assert.deepEqual(names(await get('project/ops')), expected);
    assert.deepEqual(names(await get('project/ops/')), expected);
    await assert.rejects(get('project/nothing'), hasCode('not-found'));
  });

  it('lists all keys at any depth at once, without their content', async () => {
    await createThree();
    const { keys } = await coordinator.client.listKeyOverviews();
    assert.deepEqual(
      keys.map(({ path, kind, createdBy }) => [path, kind, createdBy]),
      [
        ['keys/project/ops/db/password', 'password', 'admin'],
        ['keys/project/ops/id', 'private', 'admin'],
        ['keys/project/ops/id.pub', 'public', 'admin'],
      ],
    );
    assert.doesNotMatch(JSON.stringify(keys), new RegExp(`${SECRET}|BEGIN|ssh-ed25519`));
  });

  it('notifies subscribers of changes, with only the path and kind of the key', async () => {
    const events = coordinator.client.changeEvents();
    const next = async () => (await events.next()).value?.event;
    assert.deepEqual(await next(), { type: 'ready' });
    await create('followed');
    const stored = await next();
    assert.ok(stored?.type === 'key-changed');
    assert.deepEqual([stored.key.path, stored.key.kind], ['keys/followed', 'password']);
    assert.doesNotMatch(JSON.stringify(stored), new RegExp(SECRET));
    await coordinator.client.deleteKey({ params: { path: 'followed' } });
    assert.deepEqual(await next(), { type: 'key-deleted', path: 'keys/followed' });
    await events.return(undefined);
  });

  it('returns the content of public keys only', async () => {
    await createThree();
    const content = await raw('project/ops/id.pub', '*/*');
    assert.equal(content.headers.get('content-type')?.split(';')[0], 'application/pgp-keys');
    assert.equal(await content.text(), 'ssh-ed25519 AAAA');
    assert.equal(
      (await raw('project/ops/id.pub', 'application/json')).headers.get('content-type')?.split(';')[0],
      'application/json',
    );
    const other = await coordinator.client.getPublicKey({ params: { path: 'project/ops/id.pub' } });
    assert.equal(other.text, 'ssh-ed25519 AAAA');
    for (const accept of ['*/*', 'application/json', 'text/html', 'application/x-rundeck-data-password']) {
      const answer = await raw('project/ops/db/password', accept);
      assert.equal(answer.status, accept.startsWith('application/x-') ? 403 : 200);
      assert.ok(!(await answer.text()).includes(SECRET));
    }
    const secret = coordinator.client.getPublicKey({ params: { path: 'project/ops/db/password' } });
    await assert.rejects(secret, hasCode('key-masked'));
  });

  it('creates, replaces and deletes keys, and refuses to create a key at a path that is in use', async () => {
    await createThree();
    await assert.rejects(create('project/ops/id'), hasCode('already-exists'));
    await assert.rejects(create('project/ops'), hasCode('already-exists'));
    await assert.rejects(create('project/ops/id/below'), hasCode('already-exists'));
    const absent = { params: { path: 'absent' } };
    await assert.rejects(coordinator.client.updateKey({ ...absent, body: body('x') }), hasCode('not-found'));
    await assert.rejects(coordinator.client.deleteKey(absent), hasCode('not-found'));
    const params = { path: 'project/ops/id.pub' };
    const changed = await coordinator.client.updateKey({ params, body: body('ssh-rsa B', 'public') });
    assert.equal(changed.meta['Rundeck-content-size'], '9');
    assert.equal((await coordinator.client.getPublicKey({ params })).text, 'ssh-rsa B');
    await coordinator.client.deleteKey({ params });
    await assert.rejects(get(params.path), hasCode('not-found'));
  });

  it('refuses invalid paths, and keys that are empty, too large or at a path equivalent to another', async () => {
    for (const path of ['a/../b', '..', 'a//b', 'a/ b', 'a\\b', 'a\nb', `${'x'.repeat(300)}`, 'a/./b']) {
      await assert.rejects(create(path), hasCode('invalid-input'), path);
    }
    const dotted = await coordinator.call('GET', '/api/53/storage/keys/a%2F..%2Fproject');
    assert.equal(dotted.status, 400);
    await assert.rejects(create('large', 'x'.repeat(262_145)), hasCode('body-too-large'));
    await assert.rejects(create('empty', ''), hasCode('invalid-input'));
    await create('Caf\u0065\u0301');
    await assert.rejects(create('Caf\u00e9'), hasCode('already-exists'));
  });

  it('stores no content in plaintext, and protects its master key from other users', async () => {
    await createThree();
    const { dataDir } = coordinator;
    assert.equal((await stat(join(dataDir, 'master.key'))).mode & 0o777, 0o600);
    assert.deepEqual(await filesContaining(dataDir, SECRET), []);
    assert.ok(!coordinator.said.join('\n').includes(SECRET));
    assert.ok(
      coordinator.said.some((line) => line.includes('key.create') && line.includes('keys/project/ops/id')),
    );
  });

  it('keeps keys across a restart, and reports keys whose master key is missing', async () => {
    await create('shared/public', 'ssh-dss C', 'public');
    const { dataDir } = coordinator;
    await coordinator.stop('keep');
    coordinator = await startTestCoordinator({ dataDir });
    const params = { path: 'shared/public' };
    assert.equal((await coordinator.client.getPublicKey({ params })).text, 'ssh-dss C');
    await coordinator.stop('keep');
    const masterKey = await readFile(join(dataDir, 'master.key'), 'utf8');
    await writeFile(join(dataDir, 'master.key'), randomBytes(32).toString('base64'));
    coordinator = await startTestCoordinator({ dataDir });
    await assert.rejects(coordinator.client.getPublicKey({ params }), hasCode('key-unreadable'));
    await coordinator.stop('keep');
    await writeFile(join(dataDir, 'master.key'), `${randomBytes(32).toString('hex')}\n${masterKey}`);
    coordinator = await startTestCoordinator({ dataDir });
    assert.equal((await coordinator.client.getPublicKey({ params })).text, 'ssh-dss C');
    await coordinator.stop('keep');
    await writeFile(join(dataDir, 'master.key'), 'too short');
    await assert.rejects(startTestCoordinator({ dataDir }), hasCode('master-key-invalid'));
    await rm(join(dataDir, 'master.key'));
    coordinator = await startTestCoordinator({ dataDir });
  });

  it('deletes the keys of a project when the project is deleted', async () => {
    await createThree();
    await coordinator.client.deleteProject({ params: { project: ProjectName.parse('ops') } });
    await assert.rejects(get('project/ops'), hasCode('not-found'));
  });
});

describe('a master key that is passed to the coordinator', () => {
  it('takes precedence over the stored keys, and replaces the key file if it is passed as the only key', async () => {
    let coordinator = await startTestCoordinator();
    const { dataDir } = coordinator;
    const file = join(dataDir, 'master.key');
    const before = await readFile(file, 'utf8');
    const keys = randomBytes(32).toString('base64');
    const params = { path: 'handed' };
    const body = { text: 'ssh-dss D', mediaType: KEY_MEDIA_TYPES.public };
    await coordinator.client.createKey({ params, body });
    const startWith = async (masterKey?: CoordinatorStartOptions['masterKey']) => {
      await coordinator.stop('keep');
      coordinator = await startTestCoordinator({ dataDir, ...(masterKey && { masterKey }) });
    };
    await startWith({ keys, alone: false });
    assert.equal(await readFile(file, 'utf8'), `${keys}\n${before}`);
    await startWith({ keys, alone: false });
    assert.equal(await readFile(file, 'utf8'), `${keys}\n${before}`);
    await startWith({ keys, alone: true });
    await assert.rejects(stat(file));
    assert.equal((await coordinator.client.getPublicKey({ params })).text, 'ssh-dss D');
    await startWith();
    await assert.rejects(coordinator.client.getPublicKey({ params }), hasCode('key-unreadable'));
    await startWith({ keys, alone: true });
    assert.equal((await coordinator.client.getPublicKey({ params })).text, 'ssh-dss D');
    await coordinator.stop();
  });
});
