import assert from 'node:assert/strict';
import { generateKeyPairSync, verify } from 'node:crypto';
import { readNodeEndpoint } from '../endpoint/node-endpoint.ts';
import type { SecretReference } from '../endpoint/secret-reference.ts';
import { SshFailure } from '../ssh-failure.ts';
import { testKey } from '../testing/test-keys.ts';
import { CredentialReader } from './read-credentials.ts';
import { resolveCredentials } from './resolve-credentials.ts';

const resolver = (secrets: Record<string, string>) => async (reference: SecretReference) => {
  const name = reference.kind === 'option' ? reference.name : reference.path;
  return secrets[name] ?? assert.fail(`asked for ${name}`);
};
const endpoint = (attributes: Record<string, string>) =>
  readNodeEndpoint({ name: 'web1', tags: [], attributes: { username: 'deploy', ...attributes } });
const reader = new CredentialReader();
const credentials = async (...asked: Parameters<typeof resolveCredentials>) =>
  reader.read(await resolveCredentials(...asked));
const withKey = endpoint({ 'ssh-key-storage-path': 'keys/a' });
const withPhrase = endpoint({ 'ssh-key-storage-path': 'keys/a', 'ssh-key-passphrase-option': 'phrase' });

describe('the credentials of a node', () => {
  const failure = (reason: string, pattern: RegExp) => (error: unknown) => {
    assert.ok(error instanceof SshFailure);
    assert.equal(error.reason, reason);
    assert.match(error.message, pattern);
    return true;
  };

  for (const [name, options] of [
    ['Ed25519', ['-t', 'ed25519', '-a', '1']],
    ['ECDSA', ['-t', 'ecdsa', '-a', '1']],
    ['RSA in PEM', ['-t', 'rsa', '-b', '2048', '-m', 'PEM']],
    ['RSA in PKCS #8', ['-t', 'rsa', '-b', '2048', '-m', 'PKCS8']],
    ['ECDSA in PKCS #8', ['-t', 'ecdsa', '-b', '384', '-m', 'PKCS8']],
  ] as const) {
    it(`can be keys of type ${name}, with or without a passphrase`, async () => {
      const [plain, locked] = [testKey('', options), testKey('open sesame', options)];
      const read = await credentials(withKey, resolver({ 'keys/a': plain.privateText }), undefined);
      const opened = await credentials(
        withPhrase,
        resolver({ 'keys/a': locked.privateText, phrase: 'open sesame' }),
        undefined,
      );
      for (const [{ key }, { publicText }] of [[read, plain] as const, [opened, locked] as const]) {
        assert.equal(key?.getPublicSSH().toString('base64'), publicText.split(' ')[1]);
      }
    });

    it(`are rejected if the passphrase of a key of type ${name} is missing or wrong`, async () => {
      const secrets = { 'keys/a': testKey('open sesame', options).privateText, phrase: 'wrong' };
      await assert.rejects(
        credentials(withKey, resolver(secrets), undefined),
        failure('AuthenticationFailure', /key storage path keys\/a is encrypted, and no passphrase/),
      );
      await assert.rejects(
        credentials(withPhrase, resolver(secrets), undefined),
        failure('AuthenticationFailure', /passphrase does not decrypt/),
      );
    });
  }

  it('can be Ed25519 keys in PKCS #8, as OpenSSL writes them', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const text = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const { key } = await credentials(withKey, resolver({ 'keys/a': text }), undefined);
    assert.ok(key !== undefined);
    const { x = '' } = publicKey.export({ format: 'jwk' });
    assert.deepEqual(key.getPublicSSH().subarray(-32), Buffer.from(x, 'base64url'));
    const data = Buffer.from('signed');
    assert.ok(verify(null, data, publicKey, key.sign(data)));
  });

  it('are rejected if the key is public or unreadable, but not because of its line endings', async () => {
    const { publicText, privateText } = testKey();
    await assert.rejects(
      credentials(withKey, resolver({ 'keys/a': publicText }), undefined),
      failure('ConfigurationFailure', /not a private key/),
    );
    await assert.rejects(
      credentials(withKey, resolver({ 'keys/a': 'secret words' }), undefined),
      failure('ConfigurationFailure', /cannot be read/),
    );
    const mangled = ` ${privateText.trim().replaceAll('\n', '\r\n')}`;
    assert.ok((await credentials(withKey, resolver({ 'keys/a': mangled }), undefined)).key);
  });

  it('have equal identities if and only if user and secrets are equal', async () => {
    const secrets = resolver({ 'keys/a': testKey().privateText, 'keys/b': 'p' });
    const identity = async (attributes: Record<string, string>) =>
      (await credentials(endpoint(attributes), secrets, undefined)).identity;
    const key = { 'ssh-key-storage-path': 'keys/a' };
    const password = { 'ssh-authentication': 'password', 'ssh-password-storage-path': 'keys/b' };
    assert.equal(await identity(key), await identity(key));
    const all = [await identity(key), await identity(password), await identity({ ...key, username: 'x' })];
    assert.equal(new Set(all).size, 3);
  });

  it('require a key, a password or an agent', async () => {
    await assert.rejects(
      credentials(endpoint({}), resolver({}), undefined),
      failure('ConfigurationFailure', /names no key and no password/),
    );
    assert.equal((await credentials(endpoint({}), resolver({}), '/agent')).agent, '/agent');
  });
});
