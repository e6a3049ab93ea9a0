import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedMasterKey, type Secrets } from './embedded-master-key.ts';

class SecretStorage implements Secrets {
  readonly kept = new Map<string, string>();

  async get(name: string): Promise<string | undefined> {
    await new Promise(setImmediate);
    return this.kept.get(name);
  }

  async store(name: string, value: string): Promise<void> {
    await new Promise(setImmediate);
    this.kept.set(name, value);
  }
}

describe('EmbeddedMasterKey', () => {
  let folder: string;
  let started: number;
  let warnings: string[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-master-key-'));
    started = 1000;
    warnings = [];
  });
  afterEach(() => rm(folder, { recursive: true }));

  const keyIn = (secrets: Secrets) =>
    new EmbeddedMasterKey({
      secrets,
      folder,
      now: () => 2000,
      machineStarted: () => started,
      warn: (problem) => warnings.push(problem),
    });

  it('creates one key when several windows start at the same time', async () => {
    const secrets = new SecretStorage();
    const taken = await Promise.all(Array.from({ length: 8 }, () => keyIn(secrets).take()));
    assert.equal(new Set(taken.map((key) => key?.keys)).size, 1);
    assert.equal(Buffer.from(taken[0]?.keys ?? '', 'base64').length, 32);
    assert.deepEqual(await readdir(folder), []);
    assert.deepEqual(warnings, []);
  });

  it('marks the key as the only copy once the secret storage has retained the key across a reboot', async () => {
    const secrets = new SecretStorage();
    const first = await keyIn(secrets).take();
    assert.equal(first?.alone, false);
    assert.deepEqual(await keyIn(secrets).take(), first);
    started = 3000;
    assert.deepEqual(await keyIn(secrets).take(), { keys: first?.keys, alone: true });
  });

  it('leaves the key to the coordinator if the secret storage loses it or fails', async () => {
    const forgets = { get: async () => undefined, store: async () => undefined };
    assert.equal(await keyIn(forgets).take(), undefined);
    const fails = {
      get: () => Promise.reject(new Error('no keyring')),
      store: async () => undefined,
    };
    assert.equal(await keyIn(fails).take(), undefined);
    assert.match(warnings.join(), /stays in a file.*: no keyring/);
  });

  it('creates a key although a window died while it held the lock', async () => {
    await writeFile(join(folder, 'master-key.lock'), '4194305');
    assert.ok(await keyIn(new SecretStorage()).take());
  });
});
