import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ProjectName } from '../../protocol/ids.ts';
import {
  type CoordinatorDefinitions,
  openCoordinatorDefinitions,
} from '../store/definitions/coordinator-definitions.ts';
import { Damages } from '../store/files/damages.ts';
import { keyPath, writtenKeyPath } from './key-path.ts';
import { KeyStorage } from './key-storage.ts';
import { type MasterKeys, masterKey, masterKeys, parseMasterKeys } from './master-keys.ts';
import { openKey, sealKey } from './seal-key.ts';

const OPS = ProjectName.parse('ops');
const unreadable = (error: unknown) => isOutrunnerError(error) && error.code === 'key-unreadable';

describe('keys that an execution can read', () => {
  const sealing = masterKey(randomBytes(32));
  let folder: string;
  let definitions: CoordinatorDefinitions;
  let storage: KeyStorage;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-keys-'));
    definitions = await openCoordinatorDefinitions({
      folder,
      now: () => 0,
      damages: new Damages(folder),
      onFatal: assert.fail,
    });
    storage = new KeyStorage(definitions, masterKeys(sealing));
    const store = (path: string, content: string) =>
      storage.create({ path, kind: 'password', content, user: 'admin', time: 1 });
    await store('keys/shared', 'everybody’s');
    await store('keys/project/ops/db', 'of ops\n');
    await store('keys/project/dev/db', 'of dev');
  });
  after(async () => {
    await definitions.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('include shared keys and the keys of its own project, and exclude those of other projects', async () => {
    assert.equal(await storage.read('keys/shared', OPS), 'everybody’s');
    assert.equal(await storage.read('shared', OPS), 'everybody’s');
    assert.equal(await storage.read('keys/project/ops/db', OPS), 'of ops\n');
    assert.equal(await storage.read('keys/project/dev/db', OPS), undefined);
    assert.equal(await storage.read('keys/absent', OPS), undefined);
  });

  it('no longer need an old master key once they are sealed with the current one', async () => {
    const renewed = masterKey(randomBytes(32));
    const shared = async (keys: MasterKeys) => new KeyStorage(definitions, keys).read('shared', OPS);
    const both = new KeyStorage(definitions, masterKeys(renewed, [sealing]));
    assert.deepEqual(await both.resealAll(), []);
    assert.equal(await shared(masterKeys(renewed)), 'everybody’s');
    await assert.rejects(shared(masterKeys(sealing)), unreadable);
    const paths = await new KeyStorage(definitions, masterKeys(sealing)).resealAll();
    assert.deepEqual(paths, ['keys/shared', 'keys/project/ops/db', 'keys/project/dev/db']);
    assert.equal(await shared(masterKeys(renewed)), 'everybody’s');
  });
});

describe('a sealed key', () => {
  const first = masterKey(randomBytes(32));
  const second = masterKey(randomBytes(32));

  it('opens only with the master key and the path for which it was sealed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (content) => {
        const sealed = sealKey(content, 'keys/a', first);
        assert.equal(openKey(sealed, 'keys/a', masterKeys(second, [first])), content);
        assert.throws(() => openKey(sealed, 'keys/b', masterKeys(first)), unreadable);
        assert.throws(() => openKey(sealed, 'keys/a', masterKeys(second)), unreadable);
      }),
      { numRuns: 50 },
    );
  });

  it('does not open if its nonce, tag or data was changed', () => {
    const sealed: Record<string, unknown> = JSON.parse(sealKey('secret', 'keys/a', first));
    for (const part of ['nonce', 'tag', 'data']) {
      const bytes = Buffer.from(String(sealed[part]), 'base64');
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      const changed = JSON.stringify({ ...sealed, [part]: bytes.toString('base64') });
      assert.throws(() => openKey(changed, 'keys/a', masterKeys(first)), unreadable, part);
    }
    assert.throws(() => openKey('no JSON', 'keys/a', masterKeys(first)), unreadable);
  });
});

describe('master keys', () => {
  it('are parsed from 32-byte values in base64 or hexadecimal', () => {
    const bytes = randomBytes(32);
    const [a, b, c] = parseMasterKeys(
      `${bytes.toString('hex')}\n${bytes.toString('base64')} ${bytes.toString('base64url')}\n`,
      'a test',
    );
    assert.equal(a?.id, b?.id);
    assert.equal(b?.id, c?.id);
    const wrong = (error: unknown) => isOutrunnerError(error) && error.code === 'master-key-invalid';
    for (const text of ['', 'c2hvcnQ=', 'not base64 at all!', bytes.toString('hex').slice(1)]) {
      assert.throws(() => parseMasterKeys(text, 'a test'), wrong, text);
    }
  });
});

describe('a key storage path', () => {
  it('cannot leave its root', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('..', '.', 'a', ''))), (parts) => {
        try {
          const path = keyPath(parts.join('/'));
          assert.equal(join('/', path), `/${path}`);
          assert.equal(keyPath(path.replace(/^keys\/?/, '')), path);
        } catch (error) {
          assert.ok(isOutrunnerError(error) && error.code === 'invalid-input');
        }
      }),
    );
  });

  it('is accepted with or without its root', () => {
    for (const written of ['keys/a/b', 'a/b', '/keys/a/b', ' a/b/ ']) {
      assert.equal(writtenKeyPath(written), 'keys/a/b');
    }
    assert.equal(writtenKeyPath('keys'), 'keys');
    assert.equal(writtenKeyPath('keystone'), 'keys/keystone');
  });
});
