import assert from 'node:assert/strict';
import { Agent } from 'undici';
import { VaultServer } from '../testing/vault-server.ts';
import { VaultConfiguration } from './key-storage-settings.ts';
import { VaultClient } from './vault-client.ts';
import { vaultSignIn } from './vault-sign-in.ts';
import { VaultToken } from './vault-token.ts';

describe('the token of a runner at Vault', () => {
  let vault: VaultServer;
  let client: VaultClient;
  let token: VaultToken;
  let now: number;

  beforeEach(async () => {
    vault = await VaultServer.start();
    now = 0;
    client = new VaultClient({
      dispatcher: new Agent(),
      address: vault.address,
      readMilliseconds: 10_000,
      retries: 0,
      pause: async () => undefined,
    });
  });

  afterEach(async () => {
    token.close();
    await client.close();
    await vault.close();
  });

  function open(configuration: object): VaultToken {
    const read = VaultConfiguration.parse({ address: vault.address, ...configuration });
    token = new VaultToken({ client, signIn: vaultSignIn(read), now: () => now });
    return token;
  }
  const role = () => ({ approleId: vault.role.role_id, approleSecretId: vault.role.secret_id });

  it('is renewed before it expires', async () => {
    vault.lease = { ttl: 0.3, renewable: true };
    const first = await open(role()).get();
    while (vault.asked('auth/token/renew-self') < 1) await new Promise(setImmediate);
    while (vault.asked('auth/token/renew-self') < 2) await new Promise(setImmediate);
    assert.equal(await token.get(), first);
    assert.equal(vault.asked('auth/approle/login'), 1);
  }).timeout(20_000);

  it('is replaced when it expires, if it is not renewable', async () => {
    vault.lease = { ttl: 60, renewable: false };
    const first = await open(role()).get();
    now = 59_999;
    assert.equal(await token.get(), first);
    now = 60_000;
    assert.notEqual(await token.get(), first);
    assert.equal(vault.asked('auth/token/renew-self'), 0);
  });

  it('is used until Vault refuses it, if its policy forbids the lookup of the lifetime', async () => {
    open({ token: 's.unknown' });
    assert.equal(await token.get(), 's.unknown');
    now = 1e9;
    assert.equal(await token.get(), 's.unknown');
    assert.equal(vault.asked('auth/token/lookup-self'), 1);
    assert.equal(await token.isReplaced('s.unknown'), false);
  });
});
