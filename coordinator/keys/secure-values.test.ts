import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { copyFile, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ExecutionId } from '../../protocol/ids.ts';
import { Damages } from '../store/files/damages.ts';
import { scratchFolder } from '../store/testing/scratch-folder.ts';
import { masterKey, masterKeys } from './master-keys.ts';
import { SecureValueStore } from './secure-values.ts';

const FIRST_KEY = masterKey(randomBytes(32));
const SECOND_KEY = masterKey(randomBytes(32));
const FIRST = { execution: ExecutionId.parse(1), scope: 0 };
const SECOND = { execution: ExecutionId.parse(2), scope: 0 };
/** The values of a job that the second execution references. */
const REFERRED = { ...SECOND, scope: 7 };

describe('Secure values', () => {
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  let folder: string;
  beforeEach(async () => {
    scratch = await scratchFolder();
    folder = join(scratch.path, 'secure');
  });
  afterEach(() => scratch.remove());

  const open = (keys = masterKeys(FIRST_KEY)) => SecureValueStore.open(folder, keys, new Damages(folder));

  it('can be read after the folder is opened again', async () => {
    const values = { password: 'ß🔑\n', empty: '' };
    await (await open()).keep(FIRST, values);
    assert.deepEqual(await (await open()).read(FIRST), values);
  });

  it('are refused if the sealed file would be too long to be read, and can be read if it is not', async () => {
    const secure = await open();
    const long = { password: 'x'.repeat(50 * 1024 * 1024) };
    await assert.rejects(secure.keep(FIRST, long), {
      code: 'invalid-input',
      message: /The secure values .* 69\d{6} bytes, more than 67108864/,
    });
    assert.deepEqual(await readdir(folder), []);
    const shorter = { password: 'x'.repeat(50_331_000) };
    await secure.keep(FIRST, shorter);
    assert.equal((await (await open()).read(FIRST))['password']?.length, 50_331_000);
  });

  it('are readable only by the owner of the folder, and are not stored in plaintext', async () => {
    await (await open()).keep(FIRST, { password: 'in the clear' });
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
    for (const name of await readdir(folder)) {
      assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600);
      assert.equal((await readFile(join(folder, name))).includes('in the clear'), false);
    }
  });

  it('are refused as damaged if they belong to another execution, or were changed, cut or removed', async () => {
    const secure = await open();
    await secure.keep(FIRST, { password: 'x' });
    const file = (id: number) => join(folder, `${id}.values`);
    await copyFile(file(1), file(2));
    await assert.rejects(secure.read(SECOND), { code: 'data-damaged' });
    const bytes = await readFile(file(1));
    const sealed: { data: string } = JSON.parse(bytes.toString());
    await writeFile(file(1), JSON.stringify({ ...sealed, data: `AAAA${sealed.data.slice(4)}` }));
    await assert.rejects(secure.read(FIRST), { code: 'data-damaged' });
    await writeFile(file(1), bytes.subarray(0, 9));
    await assert.rejects(secure.read(FIRST), { code: 'data-damaged' });
    await secure.forget(FIRST.execution);
    await assert.rejects(secure.read(FIRST), { code: 'data-damaged' });
  });

  it('are removed for executions that are no longer open, together with the values of referenced jobs', async () => {
    const secure = await open();
    await secure.keep(FIRST, {});
    await secure.keep(SECOND, {});
    await secure.keep(REFERRED, {});
    await secure.keepOnly(new Set([SECOND.execution]));
    assert.deepEqual((await readdir(folder)).sort(), ['2-7.values', '2.values']);
    await (await open()).forget(SECOND.execution);
    assert.deepEqual(await readdir(folder), []);
  });

  it('belong to one job in an execution', async () => {
    const secure = await open();
    await secure.keep(SECOND, { password: 'outer' });
    await secure.keep(REFERRED, { password: 'inner' });
    assert.deepEqual(await secure.read(SECOND), { password: 'outer' });
    assert.deepEqual(await secure.read(REFERRED), { password: 'inner' });
    await copyFile(join(folder, '2.values'), join(folder, '2-7.values'));
    await assert.rejects(secure.read(REFERRED), { code: 'data-damaged' });
  });

  it('are sealed with the master key, and resealed with its successor', async () => {
    await (await open()).keep(REFERRED, { password: 'inner' });
    const renewed = await open(masterKeys(SECOND_KEY, [FIRST_KEY]));
    assert.deepEqual(await renewed.read(REFERRED), { password: 'inner' });
    assert.deepEqual(await renewed.resealAll(), []);
    assert.deepEqual(await (await open(masterKeys(SECOND_KEY))).read(REFERRED), { password: 'inner' });
    const without = await open();
    await assert.rejects(without.read(REFERRED), /the master key [0-9a-f]{16} is missing/);
    assert.deepEqual(await without.resealAll(), [join(folder, '2-7.values')]);
    assert.deepEqual(await renewed.read(REFERRED), { password: 'inner' }, 'they stay as they are');
  });
});
