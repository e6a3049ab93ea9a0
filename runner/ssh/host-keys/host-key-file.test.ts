import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SshFailure } from '../ssh-failure.ts';
import { HostKeyFile } from './host-key-file.ts';
import { fingerprint } from './judge-host-key.ts';

const web = { host: 'web1', port: 22 };
const other = { host: 'web1', port: 2222 };

describe('host keys', () => {
  let folder = '';
  let path = '';
  const keys: { line: string; bytes: Buffer }[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-hosts-'));
    path = join(folder, 'private', 'known_hosts');
    for (const type of ['ed25519', 'ed25519', 'ecdsa']) {
      const file = join(folder, `key${keys.length}`);
      execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', file]);
      const line = (await readFile(`${file}.pub`, 'utf8')).split(' ').slice(0, 2).join(' ');
      keys.push({ line, bytes: Buffer.from(line.split(' ')[1] ?? '', 'base64') });
    }
  });
  beforeEach(() => rm(join(folder, 'private'), { recursive: true, force: true }));
  after(() => rm(folder, { recursive: true }));

  const [first, second, third] = [() => one(0), () => one(1), () => one(2)];
  const one = (index: number) => keys[index] ?? assert.fail('there are three keys');
  const known = async (text: string, mode: 'strict' | 'accept-new' = 'strict') => {
    const file = join(folder, 'written');
    await writeFile(file, text);
    return new HostKeyFile(file, mode);
  };
  const refused = (pattern: RegExp) => (error: unknown) => {
    assert.ok(error instanceof SshFailure);
    assert.match(error.message, pattern);
    assert.notEqual(error.remedy, '');
    return true;
  };

  it('have the fingerprint that ssh-keygen prints', () => {
    const printed = execFileSync('ssh-keygen', ['-l', '-f', join(folder, 'key0.pub')], { encoding: 'utf8' });
    assert.ok(printed.includes(fingerprint(first().bytes)));
  });

  it('are refused with strict checking if the server is unknown', async () => {
    const file = new HostKeyFile(path, 'strict');
    assert.throws(() => file.check(web, first().bytes), refused(/not known \(it shows ssh-ed25519 SHA256:/));
  });

  it('are stored in a private file for a new server, and required later', async () => {
    const file = new HostKeyFile(path, 'accept-new');
    file.check(other, first().bytes);
    assert.equal(await readFile(path, 'utf8'), `[web1]:2222 ${first().line}\n`);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    file.check(other, first().bytes);
    assert.throws(() => file.check(other, second().bytes), refused(/has changed.*Somebody may be/));
  });

  it('are refused after a change, with both fingerprints and the command that removes the old key', async () => {
    const file = await known(`web1 ${first().line}\n`, 'accept-new');
    assert.throws(
      () => file.check(web, third().bytes),
      (error: unknown) => {
        assert.ok(error instanceof SshFailure);
        assert.ok(error.message.includes(fingerprint(first().bytes)));
        assert.ok(error.message.includes(fingerprint(third().bytes)));
        assert.ok(error.remedy.includes(`ssh-keygen -R 'web1' -f '${file.path}'`));
        return true;
      },
    );
  });

  it('are found under hashed names, patterns and ports', async () => {
    const hashed = join(folder, 'hashed');
    await writeFile(hashed, `web1 ${first().line}\n[web1]:2222 ${second().line}\n`);
    execFileSync('ssh-keygen', ['-H', '-f', hashed], { stdio: 'ignore' });
    const text = await readFile(hashed, 'utf8');
    assert.doesNotMatch(text, /web1/);
    const file = await known(text);
    file.check(web, first().bytes);
    file.check(other, second().bytes);
    const pattern = await known(`*.internal,web?,!web9 ${first().line}`);
    pattern.check(web, first().bytes);
    assert.throws(() => pattern.check({ host: 'web9', port: 22 }, first().bytes), refused(/not known/));
  });

  it('are refused if they are revoked, even if another line contains them', async () => {
    const file = await known(`web1 ${first().line}\n@revoked * ${first().line}\n`);
    assert.throws(() => file.check(web, first().bytes), refused(/revoked by line 2/));
  });

  it('are refused with the reason if only a certificate authority is known for the server', async () => {
    const file = await known(`@cert-authority *.internal,web1 ${first().line}\n`, 'accept-new');
    assert.throws(() => file.check(web, second().bytes), refused(/known only by a certificate authority/));
  });

  it('are appended to a file that has invalid lines and no final newline', async () => {
    const file = await known(
      `# web1 ${first().line}\nweb1 ssh-rsa ????\nother ${second().line}`,
      'accept-new',
    );
    file.check(web, third().bytes);
    assert.ok((await readFile(file.path, 'utf8')).endsWith(`${second().line}\nweb1 ${third().line}\n`));
    assert.deepEqual(file.typesOf(web), ['ecdsa-sha2-nistp256']);
  });

  it('are stored in a form that OpenSSH can read', async () => {
    const file = new HostKeyFile(path, 'accept-new');
    file.check(other, first().bytes);
    assert.match(
      execFileSync('ssh-keygen', ['-F', '[web1]:2222', '-f', path], { encoding: 'utf8' }),
      /found/,
    );
  });
});
