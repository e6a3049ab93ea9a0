import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ForwardProxy } from '../testing/forward-proxy.ts';
import { TestAuthority } from '../testing/test-authority.ts';
import { VaultServer } from '../testing/vault-server.ts';
import { openRunnerKeys } from './open-runner-keys.ts';
import type { RunnerKeys } from './runner-keys.ts';

/** Matches an error by its code, problem and remedy. */
const failure = (code: string, problem: RegExp, remedy: RegExp) => (error: unknown) => {
  assert.ok(isOutrunnerError(error), String(error));
  assert.equal(error.code, code);
  assert.match(error.message, problem);
  assert.match(error.remedy, remedy);
  return true;
};

describe('keys in Vault', () => {
  let folder: string;
  let vault: VaultServer;
  const opened: RunnerKeys[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-vault-'));
    vault = await VaultServer.start();
    vault.issue('s.token');
    vault.secrets.set('db/prod', { password: 'hunter2', user: 'app' });
    vault.secrets.set('single', { anything: 'alone' });
    vault.secrets.set('several/value', { value: 'told by its name', note: 'x' });
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((keys) => keys.close()));
    await vault.close();
    await rm(folder, { recursive: true });
  });

  async function open(configuration: object, environment: NodeJS.ProcessEnv = {}): Promise<RunnerKeys> {
    const settings = {
      vault: {
        type: 'vault-storage',
        path: 'keys',
        configuration: { address: vault.address, maxRetries: 0, ...configuration },
      },
    };
    const keys = await openRunnerKeys(settings, { dataDir: folder, environment });
    opened.push(keys);
    return keys;
  }

  it('are the only field of a secret, its field "value", or the field at the end of the path', async () => {
    const keys = await open({ token: 's.token' });
    assert.equal(await keys.read('runner/single'), 'alone');
    assert.equal(await keys.read('runner/several/value'), 'told by its name');
    assert.equal(await keys.read('runner/db/prod/password'), 'hunter2');
    assert.equal(await keys.read('runner/keys/db/prod/user'), 'app');
    const severalFields = /runner\/db\/prod".*secret\/data\/db\/prod of Vault.* fields password, user/;
    await assert.rejects(
      keys.read('runner/db/prod'),
      failure('runner-key-unusable', severalFields, /Name one of them/),
    );
  });

  it('are also read from a version 1 engine, below a prefix and in a namespace', async () => {
    vault.namespace = 'team/ops';
    vault.plain.set('app/db', { value: 'of version 1' });
    const place = { secretBackend: 'kv', engineVersion: '1', prefix: 'app', namespace: 'team/ops' };
    assert.equal(await (await open({ token: 's.token', ...place })).read('runner/db'), 'of version 1');
    const elsewhere = await open({ token: 's.token', ...place, namespace: 'other' });
    await assert.rejects(
      elsewhere.read('runner/db'),
      failure('runner-key-missing', /no handler for route/, /secretBackend/),
    );
    vault.plain.set('data/app/db', { value: 'x' });
    const wrongVersion = await open({ token: 's.token', ...place, engineVersion: 2 });
    await assert.rejects(
      wrongVersion.read('runner/db'),
      failure('runner-key-unusable', /does not have the format of a KV engine of version 2/, /engineVersion/),
    );
  });

  it('are reported missing with path, location and remedy if secret or field is absent or deleted', async () => {
    const keys = await open({ token: 's.token' });
    vault.secrets.set('gone', null);
    for (const path of ['absent', 'gone', 'db/prod/absent', 'single/absent'])
      await assert.rejects(
        keys.read(`runner/${path}`),
        failure(
          'runner-key-missing',
          new RegExp(`runner/${path}".*secret/data/${path} of Vault at http://127`),
          /Write it there/,
        ),
      );
  });

  it('require a policy only for the secret, not for the path of its field', async () => {
    vault.issue('s.narrow', /^secret\/data\/db\/prod$/);
    const keys = await open({ token: 's.narrow' });
    assert.equal(await keys.read('runner/db/prod/password'), 'hunter2');
    await assert.rejects(
      keys.read('runner/single'),
      failure(
        'runner-key-unusable',
        /may not read.*permission denied/,
        /lets it read "secret\/data\/single"/,
      ),
    );
    await assert.rejects(
      (await open({ token: 's.unknown' })).read('runner/single'),
      failure('runner-key-unusable', /permission denied/, /expired/),
    );
  });

  it('are requested again while Vault is sealed, and cannot be read if it stays sealed', async () => {
    vault.sealed = true;
    const keys = await open({ token: 's.token' });
    await assert.rejects(
      keys.read('runner/single'),
      failure('runner-key-unusable', /sealed or in maintenance: Vault is sealed/, /operator unseal/),
    );
    const patient = await open({ token: 's.token', maxRetries: 1 });
    const read = patient.read('runner/single');
    while (vault.asked('auth/token/lookup-self') < 2) await new Promise(setImmediate);
    vault.sealed = false;
    assert.equal(await read, 'alone');
  });

  it('are reported unusable if nothing listens at the address', async () => {
    const keys = await open({ token: 's.token', address: 'http://127.0.0.1:1' });
    await assert.rejects(
      keys.read('runner/single'),
      failure(
        'runner-key-unusable',
        /Vault at http:\/\/127\.0\.0\.1:1 was not reached: nothing listens/,
        /proxy/,
      ),
    );
  });

  it('are reported unusable after the time limit if an answer does not end', async () => {
    vault.trickles = true;
    const keys = await open({ token: 's.token', readTimeout: 1 });
    await assert.rejects(
      keys.read('runner/single'),
      failure('runner-key-unusable', /was not reached: its answer did not end in time/, /address/),
    );
  });

  it('are read with an AppRole login, which is repeated when Vault refuses the token', async () => {
    const secretIdFile = join(folder, 'secret-id');
    await writeFile(secretIdFile, `${vault.role.secret_id}\n`);
    const keys = await open({
      approleId: vault.role.role_id,
      approleSecretIdFile: secretIdFile,
      cacheSeconds: 0,
    });
    assert.equal(await keys.read('runner/single'), 'alone');
    assert.equal(await keys.read('runner/single'), 'alone');
    assert.equal(vault.asked('auth/approle/login'), 1);
    vault.tokens.clear();
    assert.equal(await keys.read('runner/single'), 'alone');
    assert.equal(vault.asked('auth/approle/login'), 2);
    const wrong = await open({ approleId: vault.role.role_id, approleSecretId: 'wrong' });
    await assert.rejects(
      wrong.read('runner/single'),
      failure('runner-key-unusable', /refused the role.*400: invalid role or secret ID/, /approleId/),
    );
  });

  it('are read with a token file, which is read again when its token is refused', async () => {
    const tokenFile = join(folder, 'token');
    await writeFile(tokenFile, 's.token\n');
    const keys = await open({ tokenFile, cacheSeconds: 0 });
    assert.equal(await keys.read('runner/single'), 'alone');
    vault.tokens.clear();
    vault.issue('s.next');
    await writeFile(tokenFile, 's.next\n');
    assert.equal(await keys.read('runner/single'), 'alone');
    await rm(tokenFile);
    vault.tokens.clear();
    await assert.rejects(
      keys.read('runner/single'),
      failure('runner-key-unusable', /token with the runner's credentials for Vault cannot be read/, /user/),
    );
  });

  it('are read through the runner’s proxy, from a Vault whose authority is in the settings', async () => {
    const authority = await TestAuthority.make();
    const pemFile = join(folder, 'authority.pem');
    await writeFile(pemFile, authority.certificate);
    const secure = await VaultServer.start(await authority.issue({ ip: '127.0.0.1' }));
    const proxy = await ForwardProxy.start('me:secret');
    try {
      secure.issue('s.token');
      secure.secrets.set('single', { value: 'over TLS' });
      const { address } = secure;
      const environment = { HTTPS_PROXY: `http://me:secret@${proxy.host}` };
      const keys = await open({ token: 's.token', address, pemFile }, environment);
      assert.equal(await keys.read('runner/single'), 'over TLS');
      assert.deepEqual([...new Set(proxy.asked)], [`CONNECT ${new URL(address).host}`]);
      await assert.rejects(
        (await open({ token: 's.token', address }, environment)).read('runner/single'),
        failure('runner-key-unusable', /was not reached: its certificate is not trusted/, /pemFile/),
      );
      const direct = await open(
        { token: 's.token', address, pemFile },
        { ...environment, NO_PROXY: '127.0.0.1' },
      );
      proxy.asked.length = 0;
      assert.equal(await direct.read('runner/single'), 'over TLS');
      assert.deepEqual(proxy.asked, []);
    } finally {
      proxy.close();
      await secure.close();
    }
  });

  it('are requested once for concurrent reads, and then cached', async () => {
    const keys = await open({ token: 's.token' });
    const reads = Array.from({ length: 50 }, () => keys.read('runner/single'));
    assert.deepEqual(new Set(await Promise.all(reads)), new Set(['alone']));
    await keys.read('runner/single');
    assert.equal(vault.asked('secret/data/single'), 1);
  });

  it('have settings that are validated when the storage is opened', async () => {
    const refused = (pattern: RegExp) => (error: unknown) =>
      isOutrunnerError(error) && error.code === 'usage' && pattern.test(error.message);
    await assert.rejects(open({}), refused(/"vault".*no "token" and no "tokenFile"/));
    await assert.rejects(
      open({ token: 'x', validateSsl: 'false' }),
      refused(/validateSsl cannot be switched off/),
    );
    await assert.rejects(open({ token: 'x', authBackend: 'github' }), refused(/authBackend is neither/));
    await assert.rejects(open({ token: 'x', address: 'vault' }), refused(/address is not an address/));
    await assert.rejects(open({ token: 'x', pemFile: '/none' }), refused(/pemFile.*ENOENT/));
  });
});
