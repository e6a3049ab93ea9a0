import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { openRunnerKeys } from './open-runner-keys.ts';
import type { RunnerKeys } from './runner-keys.ts';
import { takeKeyStorages } from './take-key-storages.ts';

const failure =
  (code: string, problem: RegExp, remedy = /./) =>
  (error: unknown) => {
    assert.ok(isOutrunnerError(error), String(error));
    assert.equal(error.code, code);
    assert.match(error.message, problem);
    assert.match(error.remedy, remedy);
    return true;
  };

describe('keys of a runner', () => {
  let dataDir: string;
  let folder: string;
  let keys: RunnerKeys;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'outrunner-runner-keys-'));
    folder = join(dataDir, 'keys');
    await mkdir(join(folder, 'db'), { recursive: true });
    await store('db/password', 'hunter2\n');
    const environment = { DB_TOKEN: 'of the environment', OTHER: 'not to be given', EMPTY: '' };
    const settings = {
      variables: { type: 'environment', path: 'env', configuration: { variables: 'DB_TOKEN, EMPTY' } },
    };
    keys = await openRunnerKeys(settings, { dataDir, environment });
  });

  afterEach(async () => {
    await keys.close();
    await rm(dataDir, { recursive: true });
  });

  const store = async (name: string, text: string | Buffer) => {
    await writeFile(join(folder, name), text);
    await chmod(join(folder, name), 0o600);
  };

  it('are files of the data dir by default, read without the newline after a single line', async () => {
    const privateKey = '-----BEGIN KEY-----\nabc\n-----END KEY-----\n';
    await store('id', privateKey);
    assert.equal(await keys.read('runner/db/password'), 'hunter2');
    assert.equal(await keys.read(' runner/keys/db/password '), 'hunter2');
    assert.equal(await keys.read('runner/id'), privateKey);
  });

  it('include only environment variables that the settings list', async () => {
    assert.equal(await keys.read('runner/env/DB_TOKEN'), 'of the environment');
    await assert.rejects(
      keys.read('runner/env/OTHER'),
      failure('runner-key-missing', /"runner\/env\/OTHER": OTHER is not among the variables/, /Add OTHER/),
    );
    await assert.rejects(keys.read('runner/env/EMPTY'), failure('runner-key-missing', /no variable EMPTY/));
  });

  it('are reported missing with path, folder and remedy', async () => {
    await assert.rejects(
      keys.read('runner/db/absent'),
      failure(
        'runner-key-missing',
        /"runner\/db\/absent": the folder .*keys has no file db\/absent/,
        /install -D -m 600/,
      ),
    );
    await assert.rejects(keys.read('runner/db/password/below'), failure('runner-key-missing', /no file/));
  });

  it('are refused if another user can read or write their file', async () => {
    for (const mode of [0o640, 0o604, 0o620]) {
      await chmod(join(folder, 'db/password'), mode);
      await assert.rejects(
        keys.read('runner/db/password'),
        failure('runner-key-unusable', /may be read or written by others/, /chmod 600/),
      );
    }
  });

  it('are never read from outside their folder', async () => {
    await writeFile(join(dataDir, 'outside'), 'secret', { mode: 0o600 });
    await symlink(join(dataDir, 'outside'), join(folder, 'link'));
    await symlink('db/password', join(folder, 'inner'));
    await assert.rejects(keys.read('runner/link'), failure('runner-key-unusable', /leads out of/));
    assert.equal(await keys.read('runner/inner'), 'hunter2');
    for (const path of ['../outside', 'db/../../outside', '', 'db//password', './db', 'db\\password', 'a\0b'])
      await assert.rejects(keys.read(`runner/${path}`), failure('runner-key-unusable', /not a path/), path);
    await assert.rejects(keys.read('keys/db/password'), failure('runner-key-unusable', /not a path/));
  });

  it('are refused if they are not in a text file of limited size', async () => {
    execFileSync('mkfifo', ['-m', '600', join(folder, 'pipe')]);
    await store('binary', Buffer.of(0xff, 0xfe, 0x00));
    await store('empty', '\n');
    await store('large', 'x'.repeat(300_000));
    const reasons = {
      pipe: /is not a file/,
      db: /is not a file/,
      binary: /does not contain UTF-8 text/,
      empty: /is empty/,
      large: /over/,
    };
    for (const [name, reason] of Object.entries(reasons))
      await assert.rejects(keys.read(`runner/${name}`), failure('runner-key-unusable', reason), name);
  });

  it('are not read for a caller that has aborted', async () => {
    await assert.rejects(
      keys.read('runner/db/password', AbortSignal.abort(new Error('cancelled'))),
      /cancelled/,
    );
  });

  it('are read from the provider with the longest matching mount point, and mount points must differ', async () => {
    await mkdir(join(dataDir, 'other'));
    await writeFile(join(dataDir, 'other', 'x'), 'of the other', { mode: 0o600 });
    const other = await openRunnerKeys(
      {
        all: { type: 'file', path: '/', configuration: { folder } },
        other: { type: 'file', path: 'db/other', configuration: { folder: join(dataDir, 'other') } },
      },
      { dataDir, environment: {} },
    );
    assert.equal(await other.read('runner/db/other/x'), 'of the other');
    assert.equal(await other.read('runner/db/password'), 'hunter2');
    const twice = {
      a: { type: 'file', configuration: { folder } },
      b: { type: 'file', path: 'keys', configuration: { folder } },
    };
    const opening = openRunnerKeys(twice, { dataDir, environment: {} });
    await assert.rejects(opening, failure('usage', /"b".*same path as another/));
  });

  it('can be configured with Rundeck’s variables, which are removed from the environment', () => {
    const environment = {
      RUNNER_RUNDECK_STORAGE_VAULT_TYPE: 'vault-storage',
      RUNNER_RUNDECK_STORAGE_VAULT_PATH: 'keys',
      RUNNER_RUNDECK_STORAGE_VAULT_CONFIGURATION_ENGINE_VERSION: '2',
      RUNNER_RUNDECK_STORAGE_VAULT_CONFIGURATION_SECRETBACKEND: 'kv',
      RUNNER_RUNDECK_STORAGE_VAULT_CONFIGURATION_TOKEN: 's.token',
      RUNNER_RUNDECK_STORAGE_MY_FILES_TYPE: 'file',
      RUNNER_RUNDECK_STORAGE_MY_FILES_CONFIGURATION_FOLDER: '/etc/keys',
      RUNNER_RUNDECK_SERVER_URL: 'x',
    };
    const address = 'https://vault:8200';
    const inFile = { vault: { configuration: { address, secretBackend: 'secret' } } };
    assert.deepEqual(takeKeyStorages(inFile, environment), {
      vault: {
        type: 'vault-storage',
        path: 'keys',
        configuration: { address, engineVersion: '2', secretBackend: 'kv', token: 's.token' },
      },
      my_files: { type: 'file', configuration: { folder: '/etc/keys' } },
    });
    assert.deepEqual(Object.keys(environment), ['RUNNER_RUNDECK_SERVER_URL']);
  });

  it('can be configured with variables for a storage whose name has capitals or hyphens', () => {
    const environment = { RUNNER_RUNDECK_STORAGE_EU_VAULT_CONFIGURATION_TOKEN: 's.token' };
    assert.deepEqual(takeKeyStorages({ 'eu-Vault': { type: 'vault', configuration: {} } }, environment), {
      'eu-Vault': { type: 'vault', configuration: { token: 's.token' } },
    });
  });
});
