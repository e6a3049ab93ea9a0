import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { itAsRoot } from '../testing/as-root.ts';
import { type PrivateFolderPlace, privateFolder } from './private-folder.ts';

const OTHER_USER = 65_534;
const { uid } = userInfo();

describe('a private folder', () => {
  let base: string;
  let home: string;
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'outrunner-base-'));
    home = mkdtempSync(join(tmpdir(), 'outrunner-home-'));
    chmodSync(base, 0o1777);
  });
  afterEach(() => {
    for (const folder of [base, home]) rmSync(folder, { recursive: true });
  });

  const chosen = (more: Partial<PrivateFolderPlace> = {}) =>
    privateFolder({
      ...{ bases: [base], name: `outrunner-${uid}`, home, record: 'record', ownName: 'run', longest: 80 },
      ...more,
    });
  const usual = () => join(base, `outrunner-${uid}`);

  it('is created for its owner only, in the first usable base folder', () => {
    assert.equal(chosen({ bases: [undefined, 'relative', '/nowhere/at/all', base] }), usual());
    assert.equal(lstatSync(usual()).mode & 0o777, 0o700);
    assert.equal(chosen(), usual());
  });

  itAsRoot('has another path if another user has taken its name', async () => {
    mkdirSync(usual(), { mode: 0o700 });
    chownSync(usual(), OTHER_USER, OTHER_USER);
    assert.equal(chosen(), join(home, 'run'));
  });

  it('has another path if its name is a link, or a folder that others can enter', () => {
    symlinkSync(home, usual());
    assert.equal(chosen(), join(home, 'run'));
    rmSync(usual());
    mkdirSync(usual(), { mode: 0o755 });
    chmodSync(usual(), 0o755);
    assert.equal(chosen(), join(home, 'run'));
  });

  it('has a random name, which is recorded, if the path in the data dir is too long for a socket', () => {
    symlinkSync('/nowhere', usual());
    const long = join(home, 'x'.repeat(90));
    mkdirSync(long);
    const first = chosen({ home: long });
    assert.match(first, new RegExp(`^${usual()}-\\w{6}$`));
    assert.equal(chosen({ home: long }), first);
    assert.equal(readdirSync(base).length, 2);
  });

  it('is refused if no base is usable and the path in the data dir is too long', () => {
    assert.throws(
      () => chosen({ bases: ['/proc'], longest: 10 }),
      /none of these folders is writable, private and has a short path: \/proc/,
    );
  });
});
