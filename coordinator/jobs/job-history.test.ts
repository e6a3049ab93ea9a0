import assert from 'node:assert/strict';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { JobId, ProjectName } from '../../protocol/ids.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';

const PROJECT = ProjectName.parse('history');
const yaml = (words: string) => `- name: a\n  sequence: {commands: [{exec: echo ${words}}]}\n`;
const notFound = (error: unknown) => isOutrunnerError(error) && error.code === 'not-found';

describe('the history of a job', () => {
  let coordinator: TestCoordinator;
  let job: JobId;
  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    await coordinator.client.createProject({ body: { name: PROJECT } });
    job = await imported('one');
  });
  afterEach(() => coordinator.stop());

  async function imported(words: string): Promise<JobId> {
    const { succeeded } = await coordinator.client.importJobs({
      params: { project: PROJECT },
      query: { dupeOption: 'update' },
      body: { text: yaml(words), mediaType: 'application/yaml' },
    });
    return JobId.parse(succeeded[0]?.id);
  }
  const revisions = async () => (await coordinator.client.listJobRevisions({ params: { job } })).revisions;
  const textOf = async (revision: number) =>
    (await coordinator.client.getJobRevision({ params: { job, revision } })).text;
  async function edit(from: string, to: string): Promise<void> {
    const { text, revision } = await coordinator.client.getJobText({ params: { job } });
    await coordinator.client.setJobText({
      params: { job },
      body: { text: text.replace(from, to), revision },
    });
  }

  it('lists each stored revision with its user, time and act, newest first', async () => {
    await imported('two');
    await edit('two', 'three');
    await coordinator.client.setJobSelectors({
      body: { jobs: [{ id: job }], selector: { mode: 'TAGS', match: 'any', tags: ['eu'] } },
    });
    await coordinator.client.renameTag({ params: { tag: 'eu' }, body: { to: 'us' } });
    await coordinator.client.disableJobExecution({ params: { job } });
    const list = await revisions();
    assert.deepEqual(
      list.map(({ act }) => act),
      ['switch', 'tags', 'runners', 'edit', 'import', 'import'],
    );
    assert.ok(list.every(({ user, time }) => user === list[0]?.user && time > 0));
    const { revision } = await coordinator.client.getJobText({ params: { job } });
    assert.equal(list[0]?.revision, revision);
    const numbers = list.map((it) => it.revision);
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => b - a),
    );
    assert.match(await textOf(numbers[5] ?? 0), /echo one/);
    assert.match(await textOf(numbers[3] ?? 0), /echo three/);
    await assert.rejects(textOf(revision + 1), notFound);
  });

  it('restores an earlier revision as a new revision', async () => {
    const [first] = await revisions();
    await edit('one', 'two');
    const reverted = await coordinator.client.revertJob({
      params: { job },
      body: { to: first?.revision ?? 0 },
    });
    assert.equal(reverted.text, await textOf(first?.revision ?? 0));
    assert.deepEqual(
      (await revisions()).map(({ act }) => act),
      ['revert', 'edit', 'import'],
    );
    await assert.rejects(
      coordinator.client.revertJob({
        params: { job },
        body: { to: first?.revision ?? 0, revision: first?.revision ?? 0 },
      }),
      (error) => isOutrunnerError(error) && error.code === 'revision-conflict',
    );
  });

  it('drops the oldest revisions if there are more than the settings allow', async () => {
    await coordinator.client.updateSettings({ body: { jobs: { revisions: 2 } } });
    await edit('one', 'two');
    await edit('two', 'three');
    assert.deepEqual(
      (await revisions()).map(({ act }) => act),
      ['edit', 'edit'],
    );
    await coordinator.client.updateSettings({ body: { jobs: { revisions: 1 } } });
    await edit('three', 'four');
    assert.equal((await revisions()).length, 1);
  });

  it('survives a restart with all revisions, and is removed with its job', async () => {
    await edit('one', 'two');
    await edit('two', 'three');
    const before = await revisions();
    await coordinator.stop('keep');
    coordinator = await startTestCoordinator({ dataDir: coordinator.dataDir });
    assert.deepEqual(await revisions(), before);
    assert.match(await textOf(before[2]?.revision ?? 0), /echo one/);
    await coordinator.client.deleteJob({ params: { job } });
    await assert.rejects(revisions(), notFound);
    await assert.rejects(textOf(before[2]?.revision ?? 0), notFound);
  });
});
