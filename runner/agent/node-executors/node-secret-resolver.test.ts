import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeStep } from './node-executor.ts';
import { NodeSecretResolver } from './node-secret-resolver.ts';

describe('a secret in a file of the runner’s host', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-secret-'));
  });
  after(() => rm(folder, { recursive: true }));

  const resolver = () => {
    const node = { name: 'web1', executor: 'sshj-ssh', attributes: {} };
    const keys = { read: () => Promise.reject(new Error('no storage')) };
    return new NodeSecretResolver({ node } as unknown as NodeStep, keys);
  };
  const read = (path: string) => resolver().resolve({ kind: 'file', path });

  it('is read, and added to the masks', async () => {
    const path = join(folder, 'key');
    await writeFile(path, 'secret\n');
    const secrets = resolver();
    assert.equal(await secrets.resolve({ kind: 'file', path }), 'secret\n');
    assert.deepEqual(secrets.found, ['secret\n']);
  });

  it('is refused if the path is missing, not a regular file, or larger than 256 KiB', async () => {
    const [pipe, long] = [join(folder, 'pipe'), join(folder, 'long')];
    execFileSync('mkfifo', [pipe]);
    await writeFile(long, Buffer.alloc(300_000, 'x'));
    await assert.rejects(read(join(folder, 'none')), /web1 names, cannot be read \(ENOENT\)/);
    await assert.rejects(read(pipe), /cannot be read \(no file\)/);
    await assert.rejects(read('/dev/zero'), /cannot be read \(no file\)/);
    await assert.rejects(read(long), /cannot be read \(over 262144 bytes\)/);
  });
});
