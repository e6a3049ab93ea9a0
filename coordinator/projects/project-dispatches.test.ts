import assert from 'node:assert/strict';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';

const project = ProjectName.parse('ops');
const inOps = { project } as const;

const refusal = (code: string, text: RegExp) => (error: unknown) =>
  isOutrunnerError(error) && error.code === code && text.test(error.message);

describe('the dispatch of a project', () => {
  let coordinator: TestCoordinator;
  before(async () => {
    coordinator = await startTestCoordinator();
    await coordinator.client.updateSettings({ body: { runners: { enabled: true } } });
    for (const name of ['ops', 'web']) await coordinator.client.createProject({ body: { name } });
  });
  after(() => coordinator.stop());

  const created = async (name: string) => {
    const { runnerId } = await coordinator.client.createRunner({
      body: { name, description: '', assignedProjects: { ops: '.*', web: '.*' } },
    });
    return runnerId;
  };

  it('is automatic by default, and a change keeps the settings that it omits', async () => {
    const { client } = coordinator;
    const { automatic, unmatchedNodes } = await client.getDispatchConfig({ params: inOps });
    assert.deepEqual([automatic, unmatchedNodes], [true, 'local']);
    await client.setDispatchConfig({ params: inOps, body: { unmatchedNodes: 'refused', priority: 7 } });
    const changed = await client.setDispatchConfig({ params: inOps, body: { project, automatic: false } });
    assert.deepEqual(changed, {
      project,
      automatic: false,
      unmatchedNodes: 'refused',
      runnersEnabled: true,
      priority: 7,
    });
    // Replacing the project's configuration does not change its dispatch.
    await client.setProjectConfig({ params: inOps, body: { 'project.label': 'Ops' } });
    assert.deepEqual(await client.getDispatchConfig({ params: inOps }), changed);
    await assert.rejects(
      client.setDispatchConfig({ params: inOps, body: { project: ProjectName.parse('web') } }),
      refusal('invalid-input', /names web, but the path names ops/),
    );
  });

  it('is stored per project, for any project name', async () => {
    const { client } = coordinator;
    for (const name of ['constructor', 'toString']) await client.createProject({ body: { name } });
    const { runnerId } = await client.createRunner({
      body: { name: 'odd', description: '', assignedProjects: { constructor: '.*', toString: '.*' } },
    });
    const body = { runnerId, runnerAsNodeEnabled: false };
    await client.setNodeDispatch({ params: { project: 'constructor' }, body });
    const told = await client.getProjectRunner({ params: { project: 'toString', runner: runnerId } });
    assert.deepEqual(
      [told.runnerAsNodeEnabled, told.remoteNodeDispatch, told.runnerNodeFilter],
      [true, false, ''],
    );
    await client.updateRunner({
      params: { runner: runnerId },
      body: { assignedProjects: { toString: '.*', ops: '.*' } },
    });
    await assert.rejects(
      client.createProject({ body: { name: '__proto__' } }),
      refusal('invalid-input', /not __proto__/),
    );
  });

  it('has a node filter for each runner, shown with the runner only in that project', async () => {
    const { client } = coordinator;
    const runnerId = await created('east');
    const path = { project, runner: runnerId };
    const before = await client.getProjectRunner({ params: path });
    assert.deepEqual(
      [before.runnerAsNodeEnabled, before.remoteNodeDispatch, before.runnerNodeFilter],
      [true, false, ''],
    );
    await client.setNodeDispatch({
      params: inOps,
      body: {
        runnerId,
        runnerAsNodeEnabled: false,
        remoteNodeDispatch: true,
        runnerNodeFilter: 'tags: east',
      },
    });
    const after = await client.getProjectRunner({ params: path });
    assert.deepEqual(
      [after.runnerAsNodeEnabled, after.remoteNodeDispatch, after.runnerNodeFilter],
      [false, true, 'tags: east'],
    );
    assert.deepEqual(await client.getProjectRunnerTags({ params: path }), { tags: [] });
    assert.deepEqual((await client.listProjectReplicaRecords({ params: path })).replicas, []);
    assert.deepEqual(await client.listProjectTags({ params: inOps }), { tags: {} });
    const elsewhere = await client.getProjectRunner({
      params: { ...path, project: ProjectName.parse('web') },
    });
    assert.equal(elsewhere.runnerNodeFilter, '');
    assert.equal((await client.getRunner({ params: { runner: runnerId } })).runnerNodeFilter, undefined);
    await client.removeProjectAssociation({ params: path });
    await client.updateRunner({ params: { runner: runnerId }, body: { assignedProjects: { ops: '.*' } } });
    assert.equal((await client.getProjectRunner({ params: path })).runnerNodeFilter, '');
  });

  it('refuses an invalid filter, a missing filter if nodes are dispatched, and runners that are not assigned', async () => {
    const { client } = coordinator;
    const runnerId = await created('west');
    const set = (body: { remoteNodeDispatch?: boolean; runnerNodeFilter?: string }) =>
      client.setNodeDispatch({ params: inOps, body: { runnerId, ...body } });
    await assert.rejects(set({ remoteNodeDispatch: true }), refusal('invalid-input', /runnerNodeFilter/));
    await assert.rejects(
      set({ remoteNodeDispatch: true, runnerNodeFilter: 'name: /(/' }),
      refusal('node-filter-invalid', /column/),
    );
    await client.removeProjectAssociation({ params: { project, runner: runnerId } });
    await assert.rejects(set({ runnerNodeFilter: '.*' }), refusal('not-found', /Runner/));
  });
});
