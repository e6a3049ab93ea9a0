import assert from 'node:assert/strict';
import { chmod, cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { filesBelow } from '../../support/testing/files-below.ts';
import { fillDataDir } from '../hosting/testing/full-data-dir.ts';
import { startTestCoordinator } from '../hosting/testing/test-coordinator.ts';
import { checkDataDir } from './verify-data-dir.ts';

/** Files in which a flipped bit can go unnoticed: part of their content has no checksum. */
const UNCHECKED =
  /^(owner\.db|node-sources\/.*|share\.json|token-uses\.json|input-files\/.*\.json|journal\.db|output\.db)$/;

describe('checkDataDir', () => {
  let folder: string;
  let files: readonly string[];
  const full = () => join(folder, 'full');
  const copy = () => join(folder, 'copy');
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-verify-'));
    await fillDataDir(full());
    files = await filesBelow(full());
  });
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(() => cp(full(), copy(), { recursive: true, preserveTimestamps: true }));
  afterEach(() => rm(copy(), { recursive: true, force: true }));

  it('finds nothing in an intact data dir, and changes nothing', async () => {
    // Writing a file, or changing its mode, updates its ctime.
    const changedAt = () =>
      Promise.all(files.map(async (file) => [file, (await stat(join(copy(), file))).ctimeMs]));
    const before = await changedAt();
    assert.deepEqual(await checkDataDir(copy()), []);
    assert.deepEqual(await filesBelow(copy()), files);
    assert.deepEqual(await changedAt(), before);
  });

  it('reports secrets that other users can read, and leaves their modes unchanged', async () => {
    const secrets = ['admin.token', 'master.key', 'position.key', 'share.json'];
    for (const file of secrets) {
      await chmod(join(copy(), file), 0o640);
      assert.deepEqual(await checkDataDir(copy()), [
        {
          severity: 'error',
          path: file,
          problem: 'its mode is 0640, so other users can access it; set the mode to 0600',
        },
      ]);
      assert.equal((await stat(join(copy(), file))).mode & 0o777, 0o640);
      await chmod(join(copy(), file), 0o600);
    }
    assert.deepEqual(await checkDataDir(copy()), []);
  });

  it('finds nothing while the coordinator runs', async () => {
    const coordinator = await startTestCoordinator({ dataDir: copy(), embedded: true });
    assert.deepEqual(await checkDataDir(copy()), []);
    await coordinator.stop('keep');
  });

  it('reports a flipped bit in each file whose content can be verified', async () => {
    for (const file of files) {
      if (UNCHECKED.test(file)) continue;
      const path = join(copy(), file);
      const intact = await readFile(path);
      const damaged = Buffer.from(intact);
      const middle = Math.floor(damaged.byteLength / 2);
      damaged[middle] = (damaged[middle] ?? 0) ^ 0x04;
      await writeFile(path, damaged);
      const findings = await checkDataDir(copy());
      await writeFile(path, intact);
      assert.ok(findings.length > 0, `${file} has a flipped bit`);
      if (file !== 'master.key')
        assert.ok(
          findings.some((finding) => finding.path === file),
          JSON.stringify(findings),
        );
    }
  });

  it('reports which database contains a damaged journal entry or output frame', async () => {
    const journal = new DatabaseSync(join(copy(), 'journal.db'));
    journal.exec("UPDATE entry SET data = replace(data, 'load', 'lobd')");
    journal.close();
    const output = new DatabaseSync(join(copy(), 'output.db'));
    output.exec('UPDATE frame SET time = time + 1 WHERE start = 0');
    output.close();
    const findings = await checkDataDir(copy());
    assert.deepEqual([...new Set(findings.map(({ path }) => path))], ['journal.db', 'output.db']);
    for (const { path, problem } of findings)
      if (path === 'journal.db')
        assert.match(problem, /^entry \d+ of execution \d+: its content does not match/);
  });

  it('reports an older format as information', async () => {
    for (const file of ['journal.db', 'output.db']) {
      const database = new DatabaseSync(join(copy(), file));
      database.exec('PRAGMA user_version = 1');
      database.close();
    }
    const findings = await checkDataDir(copy());
    assert.deepEqual(
      findings.map(({ path, severity }) => [path, severity]),
      [
        ['journal.db', 'info'],
        ['output.db', 'info'],
      ],
    );
  });

  it('reports a newer format or a missing format of a database as an error', async () => {
    for (const version of [0, 99]) {
      const database = new DatabaseSync(join(copy(), 'journal.db'));
      database.exec(`PRAGMA user_version = ${version}`);
      database.close();
      const findings = await checkDataDir(copy());
      assert.deepEqual(
        findings.map(({ path, severity }) => [path, severity]),
        [['journal.db', 'error']],
      );
    }
  });

  it('reports that the definitions, the journal or the output database is missing', async () => {
    for (const file of ['definitions.json', 'journal.db', 'output.db']) await rm(join(copy(), file));
    const missing = (await checkDataDir(copy())).filter(({ problem }) => problem === 'it is missing');
    assert.deepEqual(missing.map(({ path }) => path).sort(), ['definitions.json', 'journal.db', 'output.db']);
  });

  it('refuses a path that is not a folder', async () => {
    await assert.rejects(checkDataDir(join(copy(), 'format.json')), { code: 'data-dir-unusable' });
  });
});
