import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kindOfKey } from './kind-of-key.ts';

describe('kindOfKey', () => {
  it('recognises keys in each format that ssh-keygen writes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'outrunner-kind-'));
    const keygen = (...args: string[]) => execFileSync('ssh-keygen', args, { stdio: 'pipe' }).toString();
    try {
      for (const type of ['ed25519', 'ecdsa', 'rsa']) {
        for (const format of ['RFC4716', 'PKCS8', 'PEM']) {
          for (const passphrase of ['', 'a passphrase']) {
            const file = join(folder, `${type}-${format}-${passphrase.length}`);
            keygen('-q', '-t', type, '-m', format, '-N', passphrase, '-f', file);
            assert.equal(kindOfKey(readFileSync(file, 'utf8')), 'private', file);
            assert.equal(kindOfKey(readFileSync(`${file}.pub`, 'utf8')), 'public', file);
            if (type === 'ed25519' && format !== 'RFC4716') continue;
            assert.equal(kindOfKey(keygen('-e', '-m', format, '-f', `${file}.pub`)), 'public', file);
          }
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('recognises PEM keys, even with CRLF line endings and a leading blank line, and keys of PuTTY', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    assert.equal(kindOfKey(`\r\n${pem.replaceAll('\n', '\r\n')}`), 'private');
    assert.equal(kindOfKey('PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n'), 'private');
    assert.equal(kindOfKey(publicKey.export({ type: 'spki', format: 'pem' }).toString()), 'public');
  });

  it('recognises private keys after other text, and in SSH2 and PGP format', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    assert.equal(kindOfKey(`Bag Attributes\n    friendlyName: deploy\n${pem}`), 'private');
    assert.equal(kindOfKey('---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n'), 'private');
    assert.equal(kindOfKey('-----BEGIN PGP PRIVATE KEY BLOCK-----\n'), 'private');
  });

  it('returns password for all other text', () => {
    for (const text of [
      'hunter2',
      'ssh-rsa',
      'ssh-me in',
      'my PRIVATE KEY',
      '-----BEGIN CERTIFICATE-----\n',
    ]) {
      assert.equal(kindOfKey(text), 'password', text);
    }
  });
});
