import assert from 'node:assert/strict';
import { runAsClient } from '../../cli/testing/run-collected.ts';
import {
  startTestCoordinator,
  type TestCoordinator,
} from '../../coordinator/hosting/testing/test-coordinator.ts';

const yaml = (words: string) =>
  `- name: a\n  group: g\n  sequence:\n    commands:\n      - exec: echo ${words}\n`;

describe('the command line for revisions of jobs', () => {
  let coordinator: TestCoordinator;
  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    await coordinator.client.createProject({ body: { name: 'demo' } });
    for (const words of ['one', 'two']) {
      await coordinator.client.importJobs({
        params: { project: 'demo' },
        query: { dupeOption: 'update' },
        body: { text: yaml(words), mediaType: 'application/yaml' },
      });
    }
  });
  afterEach(() => coordinator.stop());

  const job = (...args: string[]) => runAsClient(coordinator, ['job', ...args]);
  const history = async () => JSON.parse((await job('history', 'g/a', '--json')).printed);

  it('lists the revisions, newest first, with time, user and act', async () => {
    const { exit, printed } = await job('history', 'g/a');
    assert.equal(exit, 0);
    assert.match(printed, /^REVISION +TIME +USER +ACT\n(\d+ +\d{4}-\S+Z +\S+ +import\n){2}$/);
    const [newest, oldest] = await history();
    assert.ok(newest.revision > oldest.revision);
  });

  it('prints a unified diff, and exits with 1 if the revisions differ, 0 if they are equal, and 3 if there is no such revision', async () => {
    const [newest, oldest] = await history();
    const differ = await job('diff', 'g/a');
    assert.equal(differ.exit, 1);
    assert.match(differ.printed, new RegExp(`^--- g/a \\(revision ${oldest.revision}\\)\n\\+\\+\\+ g/a`));
    assert.match(differ.printed, /\n- +- exec: echo one\n\+ +- exec: echo two\n/);
    assert.deepEqual(await job('diff', 'g/a', String(oldest.revision)), differ);
    assert.deepEqual(await job('diff', 'g/a', String(newest.revision)), { exit: 0, printed: '', said: '' });
    assert.equal((await job('diff', 'g/a', '9999')).exit, 3);
  });

  it('saves an earlier revision as a new one', async () => {
    const [, oldest] = await history();
    assert.equal((await job('revert', 'g/a', String(oldest.revision))).exit, 0);
    assert.match((await job('export', 'g/a', '-p', 'demo')).printed, /echo one/);
    assert.equal((await job('diff', 'g/a', String(oldest.revision))).exit, 0);
    assert.equal((await history())[0].act, 'revert');
    assert.equal((await history()).length, 3);
  });
});
