import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAsClient } from '../../cli/testing/run-collected.ts';
import {
  startTestCoordinator,
  type TestCoordinator,
} from '../../coordinator/hosting/testing/test-coordinator.ts';

const jobText = (name: string, words: string) =>
  `name: ${name}\nuuid: id-of-${name}\nsequence:\n  commands:\n    - exec: echo ${words}\n`;
const broken = (name: string) => `name: ${name}\nuuid: id-of-${name}\nsequence:\n  commands: []\n`;

describe('the command line for a folder with an invalid job file', () => {
  let coordinator: TestCoordinator;
  let folder: string;

  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    await coordinator.client.createProject({ body: { name: 'ops' } });
    folder = await mkdtemp(join(tmpdir(), 'invalid-job-files-'));
    await mkdir(join(folder, 'jobs'));
    await writeFile(join(folder, 'outrunner.json'), JSON.stringify({ project: 'ops' }));
    for (const name of ['a', 'b', 'c']) await write(name, jobText(name, 'one'));
    assert.equal((await job('push')).exit, 0);
    await write('b', broken('b'));
    await write('c', jobText('c', 'two'));
  });
  afterEach(async () => {
    await coordinator.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const write = (name: string, text: string) => writeFile(join(folder, 'jobs', `${name}.yaml`), text);
  const job = (...args: string[]) => runAsClient(coordinator, ['job', ...args, '--folder', folder]);
  const REPORTED = /jobs\/b\.yaml:4:\d+: error: .*\nleft out b: an invalid file may define this job/;

  it('compares the other files, reports the invalid one and exits with 2', async () => {
    const compared = await job('diff');
    assert.equal(compared.exit, 2);
    assert.match(compared.printed, /^\+.*echo two$/m);
    assert.match(compared.said, REPORTED);
    assert.match(compared.said, /1 of the job files cannot be read/);
    const { equal, jobs, invalid } = JSON.parse((await job('diff', '--json')).printed);
    assert.deepEqual([equal, jobs.length, invalid[0].file, invalid[0].line], [false, 1, 'jobs/b.yaml', 4]);
  });

  it('pushes the other files, and deletes no job that the invalid file may define', async () => {
    await rm(join(folder, 'jobs/a.yaml'));
    const pushed = await job('push', '--delete');
    assert.equal(pushed.exit, 2);
    assert.equal(pushed.printed, 'deleted a (no file)\nupdated c (jobs/c.yaml)\n');
    assert.match(pushed.said, REPORTED);
    const { jobs } = await coordinator.client.listJobOverviews();
    assert.deepEqual(jobs.map(({ name }) => name).sort(), ['b', 'c']);
  });

  it('pulls the other jobs, and creates no second file for a job of the invalid file', async () => {
    await coordinator.client.importJobs({
      params: { project: 'ops' },
      body: { text: jobText('d', 'one'), mediaType: 'application/yaml' },
    });
    const pulled = await job('pull');
    assert.equal(pulled.exit, 2);
    assert.equal(pulled.printed, 'created d (jobs/d.yaml)\n');
    assert.match(pulled.said, REPORTED);
    assert.equal(existsSync(join(folder, 'jobs/d.yaml')), true);
  });
});
