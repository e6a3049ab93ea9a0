import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAsClient } from '../../cli/testing/run-collected.ts';
import {
  startTestCoordinator,
  type TestCoordinator,
} from '../../coordinator/hosting/testing/test-coordinator.ts';
import { JobId } from '../../protocol/ids.ts';

const ID = '6f1b7c0a-0000-4000-8000-000000000001';

/** Returns a job with one step per line. Unchanged lines between the steps allow changes to be merged. */
const jobText = (first: string, last = 'end', comment = '# Restarts the database.') =>
  `${comment}
- name: restart
  group: database
  uuid: ${ID}
  description: Restart
  sequence:
    commands:
      - exec: echo ${first}
      - exec: echo a
      - exec: echo b
      - exec: echo c
      - exec: echo ${last}
`;

describe('the command line for job files in git', () => {
  let coordinator: TestCoordinator;
  let home: string;
  let work: string;

  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    await coordinator.client.createProject({ body: { name: 'ops' } });
    home = await mkdtemp(join(tmpdir(), 'jobs-in-git-'));
    work = join(home, 'work');
    await mkdir(join(work, 'jobs/database'), { recursive: true });
    await writeFile(join(work, 'outrunner.json'), JSON.stringify({ project: 'ops', jobs: 'jobs' }));
    git(work, 'init', '-q', '-b', 'main');
  });
  afterEach(async () => {
    await coordinator.stop();
    await rm(home, { recursive: true, force: true });
  });

  function git(folder: string, ...args: string[]): string {
    const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  }
  function commit(folder = work): void {
    git(folder, 'add', '-A');
    git(folder, 'commit', '-q', '-m', 'change');
  }
  function clone(...args: string[]): string {
    const folder = join(home, `clone-${Math.random().toString(36).slice(2)}`);
    git(home, 'clone', '-q', ...args, `file://${work}`, folder);
    return folder;
  }
  const job = (folder: string, ...args: string[]) =>
    runAsClient(coordinator, ['job', ...args, '--folder', folder]);
  const file = (folder = work) => join(folder, 'jobs/database/restart.yaml');
  const write = (text: string, folder = work) => writeFile(file(folder), text);
  const read = (folder = work) => readFile(file(folder), 'utf8');
  const params = { job: JobId.parse(ID) };
  const stored = async () => (await coordinator.client.getJobText({ params })).text;
  /** Saves a job as another user would in VS Code. */
  async function editThere(change: (text: string) => string): Promise<void> {
    const { text, revision } = await coordinator.client.getJobText({ params });
    await coordinator.client.setJobText({ params, body: { text: change(text), revision } });
  }
  const stateOf = async (folder = work): Promise<string[]> =>
    JSON.parse((await job(folder, 'diff', '--json')).printed).jobs.map(
      ({ state }: { state: string }) => state,
    );

  /** Pushes and commits a first version. */
  async function start(): Promise<void> {
    await write(jobText('one'));
    commit();
    assert.equal((await job(work, 'push')).exit, 0);
  }

  it('creates the jobs of a folder, after which a diff is empty and exits with 0', async () => {
    await write(jobText('one'));
    const before = await job(work, 'diff');
    assert.equal(before.exit, 1);
    assert.match(before.printed, /^--- \/dev\/null\n\+\+\+ jobs\/database\/restart.yaml\n/);
    const pushed = await job(work, 'push');
    assert.deepEqual(
      [pushed.exit, pushed.printed],
      [0, 'created database/restart (jobs/database/restart.yaml)\n'],
    );
    assert.deepEqual(await job(work, 'diff'), { exit: 0, printed: '', said: '' });
    assert.equal(await stored(), jobText('one'));
    assert.equal((await job(work, 'push')).printed, '');
  });

  it('pushes a commit from a fresh clone, and a later commit from another clone', async () => {
    await start();
    for (const words of ['two', 'three']) {
      await write(jobText(words));
      commit();
      const fresh = clone();
      const diff = await job(fresh, 'diff');
      assert.equal(diff.exit, 1);
      assert.match(diff.printed, new RegExp(`\\+ +- exec: echo ${words}\n`));
      const pushed = await job(fresh, 'push');
      assert.deepEqual(
        [pushed.exit, pushed.printed],
        [0, 'updated database/restart (jobs/database/restart.yaml)\n'],
      );
      assert.equal(await stored(), jobText(words));
      assert.equal((await job(fresh, 'diff')).exit, 0);
    }
  });

  it('pushes a commit that reverts to an earlier revision', async () => {
    await start();
    await write(jobText('two'));
    commit();
    await job(clone(), 'push');
    await write(jobText('one'));
    commit();
    const fresh = clone();
    assert.deepEqual(await stateOf(fresh), ['modified']);
    assert.equal((await job(fresh, 'push')).exit, 0);
    assert.equal(await stored(), jobText('one'));
  });

  it('refuses to push over a change of the coordinator, sends nothing, and shows both sides', async () => {
    await start();
    await editThere((text) => text.replace('echo one', 'echo there'));
    await write(jobText('here'));
    await writeFile(join(work, 'jobs/other.yaml'), 'name: other\nsequence:\n  commands:\n    - exec: id\n');
    commit();
    const fresh = clone();
    const refused = await job(fresh, 'push');
    assert.deepEqual([refused.exit, refused.printed], [1, '']);
    assert.match(refused.said, /conflict: database\/restart \(jobs\/database\/restart.yaml\)/);
    assert.match(refused.said, /- +- exec: echo one\n\+ +- exec: echo here\n/);
    assert.match(refused.said, /- +- exec: echo one\n\+ +- exec: echo there\n/);
    assert.match(await stored(), /echo there/);
    assert.equal((await coordinator.client.listJobOverviews()).jobs.length, 1);
    assert.equal((await job(fresh, 'push', '--force')).exit, 0);
    assert.match(await stored(), /echo here/);
  });

  it('refuses a changed file if the clone has no version in common with the coordinator', async () => {
    await start();
    await write(jobText('two'));
    commit();
    const shallow = clone('--depth', '1');
    assert.deepEqual(await stateOf(shallow), ['conflict']);
    assert.equal((await job(shallow, 'push')).exit, 1);
  });

  it('pulls a change of the coordinator, and keeps comments that only the file has', async () => {
    await start();
    const comment = '# Restarts the database. Ask the DBA first.';
    await write(jobText('one', 'end', comment));
    assert.equal((await job(work, 'diff')).exit, 0);
    await editThere((text) => text.replace('echo end', 'echo done'));
    assert.deepEqual(await stateOf(), ['behind']);
    assert.equal((await job(work, 'push')).printed, '');
    const pulled = await job(work, 'pull');
    assert.deepEqual(
      [pulled.exit, pulled.printed],
      [0, 'updated database/restart (jobs/database/restart.yaml)\n'],
    );
    assert.equal(await read(), jobText('one', 'done', comment));
    assert.match(await stored(), /echo done/);
  });

  it('pulls into the file that contains the uuid, even if the file was moved and the job was renamed', async () => {
    await start();
    git(work, 'mv', 'jobs/database/restart.yaml', 'jobs/db.yml');
    commit();
    await editThere((text) => text.replace('name: restart', 'name: reload'));
    assert.equal((await job(work, 'pull')).exit, 0);
    assert.match(await readFile(join(work, 'jobs/db.yml'), 'utf8'), /name: reload/);
    assert.equal(existsSync(join(work, 'jobs/database/reload.yaml')), false);
  });

  it('does not overwrite a changed file with pull, except with --force', async () => {
    await start();
    await write(jobText('here'));
    assert.deepEqual((await job(work, 'pull')).printed, '');
    await editThere((text) => text.replace('echo one', 'echo there'));
    const refused = await job(work, 'pull');
    assert.equal(refused.exit, 1);
    assert.match(refused.said, /^conflict: database\/restart/m);
    assert.equal(await read(), jobText('here'));
    assert.equal((await job(work, 'pull', '--force')).exit, 0);
    assert.equal(await read(), jobText('there'));
  });

  it('merges changes of both sides, which can then be pushed', async () => {
    await start();
    await write(jobText('here'));
    await editThere((text) => text.replace('echo end', 'echo done'));
    const merged = await job(work, 'pull', '--merge');
    assert.deepEqual(
      [merged.exit, merged.printed],
      [0, 'merged database/restart (jobs/database/restart.yaml)\n'],
    );
    assert.equal(await read(), jobText('here', 'done'));
    assert.equal((await job(work, 'push')).exit, 0);
    assert.equal(await stored(), jobText('here', 'done'));
  });

  it('marks changes that overlap, and refuses to push the file until they are resolved', async () => {
    await start();
    await write(jobText('here'));
    await editThere((text) => text.replace('echo one', 'echo there'));
    const merged = await job(work, 'pull', '--merge');
    assert.equal(merged.exit, 1);
    assert.match(merged.printed, /^unresolved /);
    assert.match(
      await read(),
      /<<<<<<< this folder\n.*echo here\n=======\n.*echo there\n>>>>>>> coordinator\n/,
    );
    const refused = await job(work, 'push');
    assert.equal(refused.exit, 2);
    assert.match(refused.said, /restart.yaml:8:1: error: The file contains conflict markers/);
    await write(jobText('both'));
    commit();
    assert.equal((await job(work, 'push')).exit, 0);
    assert.equal(await stored(), jobText('both'));
  });

  it('creates files for jobs of the coordinator that the folder never contained', async () => {
    await coordinator.client.importJobs({
      params: { project: 'ops' },
      body: { text: jobText('one'), mediaType: 'application/yaml' },
    });
    const dry = await job(work, 'pull', '--dry-run');
    assert.deepEqual([dry.exit, dry.printed], [0, 'created database/restart (jobs/database/restart.yaml)\n']);
    assert.equal(existsSync(file()), false);
    assert.equal((await job(work, 'pull')).exit, 0);
    assert.equal(await read(), jobText('one'));
    assert.equal((await job(work, 'diff')).exit, 0);
    assert.equal(git(work, 'status', '--porcelain', '--', '.outrunner'), '');
  });

  it('deletes a job only with --delete, only if the folder had it and the coordinator did not change it', async () => {
    await start();
    await coordinator.client.importJobs({
      params: { project: 'ops' },
      body: { text: 'name: theirs\nsequence:\n  commands:\n    - exec: id\n', mediaType: 'application/yaml' },
    });
    await unlink(file());
    commit();
    const fresh = clone();
    assert.deepEqual((await stateOf(fresh)).sort(), ['deleted-here', 'only-there']);
    await job(fresh, 'push');
    await editThere((text) => text.replace('echo one', 'echo changed'));
    assert.equal((await job(fresh, 'push', '--delete')).exit, 1);
    await editThere((text) => text.replace('echo changed', 'echo one'));
    const dry = await job(fresh, 'push', '--delete', '--dry-run');
    const deleted = await job(fresh, 'push', '--delete');
    assert.deepEqual([dry.printed, deleted.exit], [deleted.printed, 0]);
    assert.match(deleted.printed, /^deleted database\/restart/);
    const { jobs } = await coordinator.client.listJobOverviews();
    assert.deepEqual(
      jobs.map(({ name }) => name),
      ['theirs'],
    );
  });

  it('removes the file of a job that was deleted on the coordinator only with pull --delete', async () => {
    await start();
    await coordinator.client.deleteJob({ params });
    assert.deepEqual(await stateOf(), ['deleted-there']);
    assert.equal((await job(work, 'push')).exit, 1);
    assert.equal((await job(work, 'pull')).exit, 0);
    assert.equal(existsSync(file()), true);
    assert.equal((await job(work, 'pull', '--delete')).exit, 0);
    assert.equal(existsSync(file()), false);
  });

  it('exits with 2 for a bad link or job file, and with 3 without the project or the coordinator', async () => {
    await write('name: broken\nsequence:\n  commands:\n    - exec: [\n');
    const invalid = await job(work, 'diff');
    assert.equal(invalid.exit, 2);
    assert.match(invalid.said, /jobs\/database\/restart.yaml:\d+:\d+: error: /);
    await write(jobText('one'));
    const link = (content: unknown) => writeFile(join(work, 'outrunner.json'), JSON.stringify(content));
    await link({ project: 'ops', token: 'secret' });
    const unknown = await job(work, 'push');
    assert.equal(unknown.exit, 2);
    assert.match(unknown.said, /unknown key "token"/);
    await link({ project: 'missing' });
    assert.equal((await job(work, 'diff')).exit, 3);
    await link({ project: 'ops' });
    await coordinator.stop();
    assert.equal((await job(work, 'diff')).exit, 3);
    await rm(join(work, 'outrunner.json'));
    assert.equal((await job(work, 'diff')).exit, 2);
  });

  it('refuses to call a coordinator whose URL comes only from outrunner.json', async () => {
    const link = { project: 'ops', coordinator: 'https://coordinator.example.org' };
    await writeFile(join(work, 'outrunner.json'), JSON.stringify(link));
    const refused = await job(work, 'diff');
    assert.equal(refused.exit, 2);
    assert.match(refused.said, /links this folder to the coordinator https:\/\/coordinator.example.org/);
  });

  it('neither reads nor writes through links out of the folder', async () => {
    await start();
    const outside = join(home, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'secret.yaml'), jobText('secret'));
    await symlink(join(outside, 'secret.yaml'), join(work, 'jobs/linked.yaml'));
    const linked = await job(work, 'diff');
    assert.equal(linked.exit, 2);
    assert.match(linked.said, /jobs\/linked.yaml:1:1: error: .*not a regular file/);
    await unlink(join(work, 'jobs/linked.yaml'));
    await rm(join(work, 'jobs/database'), { recursive: true });
    await symlink(outside, join(work, 'jobs/database'));
    const pulled = await job(work, 'pull', '--force');
    assert.equal(pulled.exit, 2);
    assert.equal(existsSync(join(outside, 'restart.yaml')), false);
  });
});
