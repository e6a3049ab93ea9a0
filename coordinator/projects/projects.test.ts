import assert from 'node:assert/strict';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';

describe('the configuration of a project', () => {
  const params = { project: ProjectName.parse('ops') };
  let coordinator: TestCoordinator;
  before(async () => {
    coordinator = await startTestCoordinator();
    await coordinator.client.createProject({ body: { name: 'ops', config: { 'project.label': 'Ops' } } });
  });
  after(() => coordinator.stop());

  it('is replaced only if it still has the revision that was read', async () => {
    const { client } = coordinator;
    const read = await client.getRevisedConfig({ params });
    assert.deepEqual(read.config, { 'project.label': 'Ops' });
    const mine = { config: { 'project.label': 'Mine' }, revision: read.revision };
    const saved = await client.setRevisedConfig({ params, body: mine });
    assert.deepEqual(saved, { ...mine, revision: read.revision + 1 });
    const theirs = { config: { 'project.label': 'Theirs' }, revision: read.revision };
    await assert.rejects(
      client.setRevisedConfig({ params, body: theirs }),
      (error) => isOutrunnerError(error) && error.code === 'revision-conflict',
    );
    assert.deepEqual(await client.getRevisedConfig({ params }), saved);
  });

  it('can be replaced unconditionally, as in Rundeck', async () => {
    const { client } = coordinator;
    const body = { 'project.label': 'Anew', 'project.description': 'All of it' };
    assert.deepEqual(await client.setProjectConfig({ params, body }), body);
    assert.deepEqual(await client.getProjectConfig({ params }), body);
    assert.equal((await client.getProject({ params })).description, 'All of it');
  });

  it('is audited with at most 2048 characters of detail, however many properties change', async () => {
    const { client } = coordinator;
    const names = Array.from({ length: 1000 }, (_, index) => `project.globals.${index}`);
    await client.setProjectConfig({ params, body: Object.fromEntries(names.map((name) => [name, 'x'])) });
    const { acts } = await client.listAudit({ query: { max: 1 } });
    assert.equal(acts[0]?.detail?.length, 2048);
  });
});
