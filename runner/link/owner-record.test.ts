import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { PROGRAM_VERSION } from '../../protocol/version.ts';
import { readOwner, writeOwner } from './owner-record.ts';

const owner = (pid: number) => ({ pid, startTime: '1', bootId: 'boot', socketPath: '/run/x.sock' });

describe('the owner record', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outrunner-owner-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is absent at first, and then the one with the highest number', () => {
    assert.deepEqual(readOwner(folder), { number: 0 });
    assert.ok(writeOwner(folder, 0, owner(1)));
    assert.ok(writeOwner(folder, 1, owner(2)));
    const { number, owner: last } = readOwner(folder);
    assert.deepEqual([number, last?.pid], [2, 2]);
    assert.deepEqual(readdirSync(folder), ['owner.2']);
  });

  it('is written by only one of two processes that read the same number', () => {
    assert.ok(writeOwner(folder, 0, owner(1)));
    assert.equal(writeOwner(folder, 0, owner(2)), false);
    assert.equal(readOwner(folder).owner?.pid, 1);
  });

  it('is not written by a process whose number is outdated', () => {
    for (let number = 0; number < 3; number++) assert.ok(writeOwner(folder, number, owner(number)));
    assert.equal(writeOwner(folder, 1, owner(9)), false);
    assert.deepEqual([readOwner(folder).owner?.pid, readdirSync(folder)], [2, ['owner.3']]);
  });

  it('counts as a copy in a copied folder, but not in a moved one, until the copy has a record of its own', () => {
    const copy = `${folder}-copy`;
    try {
      assert.ok(writeOwner(folder, 0, owner(1)));
      cpSync(folder, copy, { recursive: true });
      assert.deepEqual([readOwner(folder).isCopy, readOwner(copy).isCopy], [undefined, true]);
      renameSync(folder, `${folder}-moved`);
      assert.equal(readOwner(`${folder}-moved`).isCopy, undefined);
      renameSync(`${folder}-moved`, folder);
      assert.ok(writeOwner(copy, 1, owner(2)));
      assert.equal(readOwner(copy).isCopy, undefined);
    } finally {
      rmSync(copy, { recursive: true });
    }
  });

  it('is refused with its program version if a newer program wrote it', () => {
    const path = join(folder, 'owner.1');
    assert.ok(writeOwner(folder, 0, owner(1)));
    const written = JSON.parse(readFileSync(path, 'utf8'));
    assert.equal(written.program, PROGRAM_VERSION);
    writeFileSync(path, JSON.stringify({ ...written, format: 2, program: '9.8.7' }));
    assert.throws(
      () => readOwner(folder),
      (error) =>
        isOutrunnerError(error) &&
        error.code === 'data-newer' &&
        /owner\.1 was written by version 9\.8\.7/.test(error.message),
    );
  });

  it('is reported as damaged and contains no owner if it is empty after a power loss', () => {
    writeFileSync(join(folder, 'owner.4'), '');
    const found = readOwner(folder);
    const damage = { path: join(folder, 'owner.4'), problem: 'it is not valid JSON' };
    assert.deepEqual(found, { number: 4, damage });
    assert.ok(writeOwner(folder, 4, owner(5)));
  });
});
