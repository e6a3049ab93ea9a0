import assert from 'node:assert/strict';
import type { RunnerSettings } from '../settings/runner-settings.ts';
import { defaultSettings } from '../settings/runner-settings.ts';
import { differingSettings } from './differing-settings.ts';
import { settingsForKeeper } from './settings-for-keeper.ts';

describe('the differences between a running keeper and its runner’s settings', () => {
  const keeper = settingsForKeeper('/data', defaultSettings());
  const names = (changed: Partial<RunnerSettings>) =>
    differingSettings(settingsForKeeper('/data', { ...defaultSettings(), ...changed }), keeper);

  it('are empty if the keeper was started with the same settings', () => {
    assert.deepEqual(names({ maxRunning: 3 }), []);
  });

  it('name each setting that differs', () => {
    const changes: readonly (readonly [Partial<RunnerSettings>, string])[] = [
      [{ spoolLimit: 1024 ** 2 }, 'runner.spool.limit'],
      [{ tempDir: '/elsewhere', overrideTempDir: true }, 'runner.dirs.tmp'],
      [{ sshConnections: 1 }, 'runner.ssh.pool.connections'],
      [{ sshSessions: 1 }, 'runner.ssh.pool.sessions'],
      [{ sshIdle: 1 }, 'runner.ssh.pool.idle'],
      [{ sshWaiting: 1 }, 'runner.ssh.pool.waiting'],
      [{ logOutput: 'json' }, 'runner.log.output'],
      [{ logOutput: 'console' }, 'runner.log.output'],
      [{ logLevel: 'trace' }, 'the level of the module keeper'],
      [{ logMaxSize: 2048 }, 'runner.log.maxSize'],
      [{ logMaxAge: 60_000 }, 'runner.log.maxAge'],
      [{ logMaxFiles: 2 }, 'runner.log.maxFiles'],
    ];
    for (const [change, name] of changes) assert.deepEqual(names(change), [name]);
    assert.deepEqual(names(Object.assign({}, ...changes.map(([change]) => change))), [
      'runner.spool.limit',
      'runner.dirs.tmp',
      'runner.ssh.pool.connections',
      'runner.ssh.pool.sessions',
      'runner.ssh.pool.idle',
      'runner.ssh.pool.waiting',
      'runner.log.output',
    ]);
  });
});
