import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InstallFacts } from './install-facts.ts';
import { describeStatus, type InstallStatus, isUp, readStatus } from './install-status.ts';

const facts: InstallFacts = {
  platform: 'linux',
  isAdministrator: true,
  hasSystemd: true,
  home: '/home/bob',
  library: '/usr/local/lib/outrunner',
  programFiles: '',
  programData: '',
  program: ['/usr/local/lib/outrunner/outrunner'],
};
const health = {
  state: 'connected',
  working: true,
  pid: process.pid,
  writtenAt: '2026-01-01T00:00:00.000Z',
  load: { running: 2, queued: 0, undelivered: 1 },
};
const status: InstallStatus = {
  service: 'outrunner-east',
  state: 'active',
  running: true,
  dataDir: '/var/lib/outrunner/east',
  enrolled: { runner: 'East', replica: 'r-1', server: 'https://ops.example:4440' },
  health,
};

describe('the status of an installed runner', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'outrunner-status-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  it('contains the health file if it is valid, and whether the process that wrote it is running', async () => {
    const read = () => readStatus({ name: 'nowhere', dataDir }, facts);
    assert.deepEqual(await read(), {
      service: 'outrunner-nowhere',
      state: null,
      running: false,
      dataDir,
      enrolled: null,
      health: null,
    });
    const written = { ...health, writtenAt: new Date().toISOString() };
    await writeFile(join(dataDir, 'health.json'), JSON.stringify({ ...written, more: 1 }));
    assert.deepEqual((await read()).health, written);
    assert.ok((await read()).running, 'its process is running');
    const { pid } = spawnSync('true');
    const before = { writtenAt: '1999-12-31T23:59:59.000Z' };
    for (const gone of [{ pid }, before]) {
      await writeFile(join(dataDir, 'health.json'), JSON.stringify({ ...written, ...gone }));
      assert.ok(!(await read()).running, 'its process has ended, or the file is older than the last boot');
    }
    await writeFile(join(dataDir, 'health.json'), 'half of i');
    assert.equal((await read()).health, null);
  });

  it('is up if the runner is enrolled, running and healthy', () => {
    assert.ok(isUp(status));
    assert.ok(isUp({ ...status, health: null }));
    assert.ok(isUp({ ...status, state: null }), 'it runs without a service');
    assert.ok(!isUp({ ...status, state: 'failed', running: false }));
    assert.ok(!isUp({ ...status, state: 'activating' }), 'the service keeps restarting it');
    assert.ok(!isUp({ ...status, enrolled: null }));
    assert.ok(!isUp({ ...status, health: { ...health, working: false } }));
  });

  it('is printed with one line per fact', () => {
    assert.equal(
      describeStatus(status),
      [
        'service   outrunner-east: active',
        'data dir  /var/lib/outrunner/east',
        'enrolled  as replica r-1 of runner East at https://ops.example:4440',
        'health    connected, 2 running, 0 queued, 1 undelivered, at 2026-01-01T00:00:00.000Z',
        '',
      ].join('\n'),
    );
    assert.match(
      describeStatus({ ...status, state: 'failed', running: false }),
      /^health {4}not running; last known: connected, /m,
    );
  });
});
