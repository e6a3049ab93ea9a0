import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ProjectName } from '../../../protocol/ids.ts';
import type { ProjectExport } from '../../../protocol/routes/shapes/archive-shapes.ts';
import { Caller } from '../../access/caller.ts';
import { administratorOrNothing } from '../../access/policy.ts';
import { ManualClock } from '../../dispatch/testing/manual-clock.ts';
import { startTestCoordinator, type TestCoordinator } from '../../hosting/testing/test-coordinator.ts';
import { AsyncExports } from './async-exports.ts';
import { ExportFolder } from './export-folder.ts';

const SHOP = ProjectName.parse('shop');

describe('exports in the background', () => {
  let coordinator: TestCoordinator;
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'outrunner-exports-'));
    await mkdir(join(dataDir, 'exports'));
    await writeFile(join(dataDir, 'exports/left-behind.zip'), 'x');
    coordinator = await startTestCoordinator({ dataDir });
    await coordinator.client.createProject({ body: { name: SHOP } });
  });
  afterEach(() => coordinator.stop());

  const tokenOf = async (user: string) => {
    const answer = await coordinator.call('POST', `/api/41/tokens/${user}`, {
      body: '{"roles": ["admin"]}',
      headers: { 'content-type': 'application/json' },
    });
    return ((await answer.json()) as { token: string }).token;
  };
  const get = async (path: string, token = coordinator.token) => {
    const headers = { 'x-rundeck-auth-token': token };
    const answer = await coordinator.call('GET', `/api/41/project/shop/export/${path}`, { headers });
    return { status: answer.status, body: (await answer.json()) as ProjectExport };
  };
  const exported = async (token?: string) => {
    let { body } = await get('async', token);
    for (let tries = 0; !body.ready && tries < 500; tries += 1) {
      await pause(10);
      body = (await get(`status/${body.token}`, token)).body;
    }
    assert.equal(body.ready, true);
    return body.token;
  };

  it('remove the archives of an earlier process when the coordinator starts', async () => {
    assert.deepEqual(await readdir(join(dataDir, 'exports')), []);
  });

  it('hide an archive once its project is deleted', async () => {
    const token = await exported();
    await coordinator.client.deleteProject({ params: { project: SHOP } });
    for (const call of ['status', 'download'])
      assert.equal((await get(`${call}/${token}`)).status, 404, call);
  });

  it('keep the archives of other users if a user starts many exports', async () => {
    const ada = await tokenOf('ada');
    const first = await exported(ada);
    const bob = await tokenOf('bob');
    const ofBob: string[] = [];
    for (let count = 0; count < 20; count += 1) ofBob.push(await exported(bob));
    assert.equal((await get(`status/${first}`, ada)).status, 200);
    const statuses = await Promise.all(
      ofBob.map(async (token) => (await get(`status/${token}`, bob)).status),
    );
    assert.deepEqual(statuses, [...Array.from({ length: 16 }, () => 404), 200, 200, 200, 200]);
  });
});

describe('AsyncExports', () => {
  const HOUR = 3_600_000;
  const callerOf = (user: string) =>
    new Caller({ user, roles: ['admin'], from: '127.0.0.1' }, administratorOrNothing);
  let path: string;
  let clock: ManualClock;
  let exports: AsyncExports;
  let releaseAll: () => void;

  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'outrunner-exports-'));
    clock = new ManualClock();
    const released = new Promise<void>((resolve) => {
      releaseAll = resolve;
    });
    const bytes = async function* () {
      await released;
      yield Buffer.from('zip');
    };
    exports = new AsyncExports({
      exports: {
        requireExportable: async () => undefined,
        export: async () => ({ bytes: bytes(), jobsLeftOut: 0, notExported: '', errors: () => [] }),
      },
      folder: await ExportFolder.open(path, (milliseconds, callback) => clock.after(milliseconds, callback)),
      requireRoom: () => undefined,
      now: () => clock.epoch(),
    });
  });
  afterEach(() => rm(path, { recursive: true }));

  const isReady = async (caller: Caller, token: string) => {
    for (let tries = 0; tries < 500; tries += 1) {
      if ((await exports.status(caller, SHOP, token)).ready) return;
      await pause(10);
    }
    assert.fail('the export did not end');
  };

  it('refuses a fifth pending export of a user, but not those of others', async () => {
    const [ada, bob] = [callerOf('ada'), callerOf('bob')];
    const starts = Array.from({ length: 6 }, () => exports.start(ada, SHOP, {}));
    const results = await Promise.allSettled(starts);
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 4);
    await assert.rejects(exports.start(ada, SHOP, {}), { code: 'too-many-requests' });
    const { token } = await exports.start(bob, SHOP, {});
    releaseAll();
    await isReady(bob, token);
  });

  it('removes an archive an hour after the export', async () => {
    const ada = callerOf('ada');
    const { token } = await exports.start(ada, SHOP, {});
    clock.advance(HOUR);
    releaseAll();
    await isReady(ada, token);
    clock.advance(HOUR - 1);
    assert.equal((await exports.download(ada, SHOP, token)).size, 3);
    clock.advance(1);
    await assert.rejects(exports.status(ada, SHOP, token), { code: 'not-found' });
    await assert.rejects(exports.download(ada, SHOP, token), { code: 'not-found' });
    for (let tries = 0; (await readdir(path)).length > 0; tries += 1) {
      assert.ok(tries < 500, 'the file was not removed');
      await pause(10);
    }
  });
});
