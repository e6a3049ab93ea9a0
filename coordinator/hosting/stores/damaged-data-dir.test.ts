import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { DAMAGES, KINDS_OF_DAMAGE } from '../../../support/testing/damage-file.ts';
import { filesBelow } from '../../../support/testing/files-below.ts';
import { startCoordinator } from '../../main.ts';
import { fillDataDir } from '../testing/full-data-dir.ts';
import { startTestCoordinator } from '../testing/test-coordinator.ts';

interface Expected {
  /** Matches the path of the file, relative to the data dir. */
  readonly file: RegExp;
  /** Kinds of damage that prevent the start. The error shows the file and the remedy. */
  readonly ends?: readonly string[];
  /** Kinds of damage that the start does not detect, because the file is read later or the damage has no effect. */
  readonly unseen?: readonly string[];
}

/** Expectations for every file of a data dir. */
const TABLE: readonly Expected[] = [
  { file: /^admin\.token$/ },
  { file: /^position\.key$/ },
  { file: /^definitions\.json$/ },
  { file: /^definitions\.json\.previous$/ },
  { file: /^format\.json$/ },
  { file: /^share\.json$/ },
  { file: /^token-uses\.json$/, unseen: ['one bit flipped'] },
  { file: /^owner\.db$/, ends: ['a folder'], unseen: ['empty', 'cut in half', 'one bit flipped', 'huge'] },
  { file: /^master\.key$/, ends: KINDS_OF_DAMAGE.filter((damage) => damage !== 'one bit flipped') },
  { file: /^journal\.db$/, unseen: ['one bit flipped', 'huge'] },
  { file: /^output\.db$/, unseen: ['one bit flipped', 'huge'] },
  { file: /^input-files\/[^.]+\.json$/, unseen: ['one bit flipped'] },
  { file: /^node-sources\//, unseen: ['one bit flipped'] },
  { file: /^secure-values\// },
  // These files are read on demand.
  { file: /^input-files\/[^.]+$/, unseen: KINDS_OF_DAMAGE },
  { file: /^job-texts\//, unseen: KINDS_OF_DAMAGE },
  { file: /^output\//, unseen: KINDS_OF_DAMAGE },
];

describe('A coordinator with a damaged data dir', () => {
  let folder: string;
  let files: readonly string[];
  let token: string;
  const full = () => join(folder, 'full');
  const dataDir = () => join(folder, 'data');
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-damaged-'));
    await fillDataDir(full());
    files = await filesBelow(full());
    token = (await readFile(join(full(), 'admin.token'), 'utf8')).trim();
  });
  after(() => rm(folder, { recursive: true, force: true }));
  afterEach(() => rm(dataDir(), { recursive: true, force: true }));

  /**
   * Starts a coordinator, sends a request as the administrator, and stops the coordinator. Returns the lines of its
   * log.
   */
  async function startAndStop(): Promise<readonly string[]> {
    const said: string[] = [];
    const running = await startCoordinator({
      dataDir: dataDir(),
      embedded: true,
      log: 'json',
      localRunner: { kind: 'none' },
      streams: { print: () => undefined, say: (line) => said.push(line) },
    });
    try {
      const answer = await fetch(`${running.url}/api/53/projects`, {
        headers: { 'x-rundeck-auth-token': token },
      });
      const projects = (await answer.json()) as { name: string }[];
      assert.deepEqual(
        projects.map(({ name }) => name),
        ['ops'],
      );
    } finally {
      await running.stop();
    }
    return said;
  }

  it('is tested with every kind of file in its data dir', () => {
    const unknown = files.filter((file) => !TABLE.some((row) => row.file.test(file)));
    assert.deepEqual(unknown, []);
    for (const { file } of TABLE)
      assert.ok(
        files.some((name) => file.test(name)),
        String(file),
      );
  });

  for (const { file: pattern, ends = [], unseen = [] } of TABLE) {
    for (const [damage, apply] of Object.entries(DAMAGES)) {
      const outcome = ends.includes(damage) ? 'refuses to start and names a remedy' : 'starts';
      it(`${outcome} when ${pattern.source} is damaged (${damage})`, async () => {
        const file = files.find((name) => pattern.test(name)) ?? '';
        await cp(full(), dataDir(), { recursive: true, preserveTimestamps: true });
        await apply(join(dataDir(), file));
        if (ends.includes(damage)) {
          await assert.rejects(startAndStop(), (error) => {
            assert.ok(isOutrunnerError(error), String(error));
            assert.notEqual(error.code, 'internal', error.message);
            assert.ok(error.message.includes(file), error.message);
            assert.notEqual(error.remedy, '');
            return true;
          });
          return;
        }
        const said = await startAndStop();
        const named = said.filter((line) => /"(?:warn|error)"/.test(line) && line.includes(file));
        if (!unseen.includes(damage)) assert.notDeepEqual(named, [], said.join('\n'));
        await startAndStop();
      });
    }
  }

  for (const name of ['input-files', 'job-texts', 'node-sources', 'secure-values', 'output']) {
    it(`starts when the folder ${name} is a file`, async () => {
      await cp(full(), dataDir(), { recursive: true, preserveTimestamps: true });
      await rm(join(dataDir(), name), { recursive: true });
      await writeFile(join(dataDir(), name), 'x');
      const said = await startAndStop();
      assert.ok(said.some((line) => line.includes(`/${name}"`) && line.includes('it is not a folder')));
    });
  }

  it('keeps the damaged file, counts it in the readiness, and reports it in the system view and the audit', async () => {
    await cp(full(), dataDir(), { recursive: true, preserveTimestamps: true });
    await writeFile(join(dataDir(), 'share.json'), '{"torn');
    const coordinator = await startTestCoordinator({ dataDir: dataDir(), embedded: true });
    const { damages } = (await coordinator.client.systemInfo()).system.outrunner;
    const { acts } = await coordinator.client.listAudit();
    const ready = await coordinator.call('GET', '/readyz');
    await coordinator.stop('keep');
    assert.deepEqual(
      damages.map(({ path, problem }) => ({ path, problem })),
      [{ path: 'share.json', problem: 'it is not valid JSON' }],
    );
    assert.equal(await readFile(join(dataDir(), damages[0]?.movedTo ?? ''), 'utf8'), '{"torn');
    assert.deepEqual(await ready.json(), { status: 'ready', damagedFiles: 1 });
    const found = acts.find(({ what }) => what === 'storage.damaged');
    assert.equal(found?.subject, 'share.json');
    const again = await startTestCoordinator({ dataDir: dataDir(), embedded: true });
    const later = (await again.client.systemInfo()).system.outrunner.damages;
    await again.stop('keep');
    assert.deepEqual(
      later.map(({ path }) => path),
      [damages[0]?.movedTo],
      'it is listed until it is removed',
    );
  });

  it('creates a new administrator token only on request', async () => {
    await cp(full(), dataDir(), { recursive: true, preserveTimestamps: true });
    const file = join(dataDir(), 'admin.token');
    await writeFile(file, token.slice(0, 10));
    const said = await startAndStop();
    assert.equal(await readFile(file, 'utf8'), token.slice(0, 10), 'the file is left alone');
    assert.ok(said.some((line) => line.includes(file) && line.includes('--new-admin-token')));
    const coordinator = await startTestCoordinator({ dataDir: dataDir(), newAdminToken: true });
    await coordinator.client.listProjects();
    await coordinator.stop('keep');
    assert.notEqual(coordinator.token, token);
  });

  it('holds queued work after its journal was lost, and issues execution ids far above the lost ids', async () => {
    await cp(full(), dataDir(), { recursive: true, preserveTimestamps: true });
    await DAMAGES['garbage']?.(join(dataDir(), 'journal.db'));
    const coordinator = await startTestCoordinator({ dataDir: dataDir(), embedded: true });
    const [job] = (await coordinator.client.listJobOverviews()).jobs;
    const run = await coordinator.call('POST', `/api/53/job/${job?.id}/run`, {
      body: JSON.stringify({ options: { password: 'hidden' } }),
      headers: { 'content-type': 'application/json' },
    });
    const execution = (await run.json()) as { id: number };
    const { executions } = (await coordinator.client.systemInfo()).system;
    await coordinator.stop('keep');
    assert.equal(run.status, 200, JSON.stringify(execution));
    assert.ok(execution.id > 1_000_000, String(execution.id));
    assert.equal(executions.executionMode, 'passive');
  });

  for (const [what, sql, reason] of [
    [
      'the first entry of an execution',
      'UPDATE entry SET data = 1 WHERE sequence = (SELECT min(sequence) FROM entry)',
      'history-lost',
    ],
    [
      'a later entry',
      'UPDATE entry SET data = 1 WHERE sequence = (SELECT max(sequence) FROM entry)',
      'history-lost',
    ],
    ['one bit of an entry', "UPDATE entry SET data = replace(data, 'load', 'lobd')", 'history-lost'],
    ['all entries', 'DELETE FROM entry', 'history-lost'],
    ['the details of an audit record', "UPDATE audit SET details = '{'", 'waiting'],
    ['the history of restores', "INSERT INTO meta VALUES ('history', '{')", 'waiting'],
  ] as const) {
    it(`starts with damage in journal.db (${what}), and ends or continues each execution`, async () => {
      await cp(full(), dataDir(), { recursive: true, preserveTimestamps: true });
      const database = new DatabaseSync(join(dataDir(), 'journal.db'));
      database.exec(sql);
      database.close();
      for (let round = 0; round < 2; round += 1) {
        const coordinator = await startTestCoordinator({ dataDir: dataDir(), embedded: true });
        const { executions } = await coordinator.client.listExecutions();
        await coordinator.client.listAudit();
        const { damages } = (await coordinator.client.systemInfo()).system.outrunner;
        await coordinator.stop('keep');
        assert.deepEqual(
          executions.map((execution) => execution.reason?.code),
          [reason],
        );
        if (reason === 'history-lost' && round === 0)
          assert.ok(
            damages.some(({ path, problem }) => path === 'journal.db' && problem.includes('execution 1')),
          );
      }
    });
  }

  it('lists executions without those whose summary is damaged, and reports the damage', async () => {
    await cp(full(), dataDir(), { recursive: true, preserveTimestamps: true });
    const database = new DatabaseSync(join(dataDir(), 'journal.db'));
    database.exec("UPDATE execution SET summary = '{'");
    database.close();
    const coordinator = await startTestCoordinator({ dataDir: dataDir(), embedded: true });
    const { executions } = await coordinator.client.listExecutions();
    const { damages } = (await coordinator.client.systemInfo()).system.outrunner;
    await coordinator.stop('keep');
    assert.deepEqual(executions, []);
    assert.ok(
      damages.some(({ path }) => path === 'journal.db'),
      JSON.stringify(damages),
    );
  });
});
