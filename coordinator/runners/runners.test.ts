import assert from 'node:assert/strict';
import { hasCode } from '../../support/testing/has-code.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';

describe('runners', () => {
  let coordinator: TestCoordinator;
  before(async () => {
    coordinator = await startTestCoordinator();
    const { client } = coordinator;
    for (const name of ['ops', 'web']) await client.createProject({ body: { name } });
    await client.updateSettings({ body: { runners: { enabled: true } } });
  });
  after(() => coordinator.stop());

  it('are created with comma-separated tags, and listed without their token', async () => {
    const { client } = coordinator;
    const created = await client.createRunner({
      body: { name: 'db-1', description: 'd', tagNames: 'Linux, db ,linux', assignedProjects: { ops: '.*' } },
    });
    assert.ok(created.token.length >= 40);
    assert.deepEqual(created.projectAssociations, { ops: '.*' });
    const info = await client.getRunner({ params: { runner: created.runnerId } });
    assert.deepEqual([info.status, info.tagNames, info.runningOperations], ['New', ['db', 'linux'], 0]);
    assert.ok(!JSON.stringify(await client.listRunners()).includes(created.token));
    await assert.rejects(
      client.createRunner({ body: { name: 'DB-1', description: '' } }),
      hasCode('already-exists', /"DB-1"/),
    );
    await assert.rejects(
      client.createRunner({ body: { name: 'x', description: '', assignedProjects: { none: '.*' } } }),
      hasCode('invalid-input', /no project "none"/),
    );
  });

  it('have an install script without secrets, whose download handle grants no other access', async () => {
    const created = await coordinator.client.createRunner({ body: { name: 'script', description: '' } });
    const path = `/api/53/runnerManagement/download/${created.downloadTk}`;
    const response = await fetch(coordinator.url + path);
    const script = await response.text();
    assert.match(script, /^#!\/bin\/sh\n/);
    assert.ok(script.includes(coordinator.url) && !script.includes(created.token));
    const headers = { 'x-rundeck-auth-token': created.downloadTk };
    assert.equal((await coordinator.call('GET', '/api/53/projects', { headers })).status, 401);
    assert.equal((await fetch(`${coordinator.url}/api/53/runnerManagement/download/none`)).status, 404);
  });

  it('are changed only in the given fields, and counted by tag', async () => {
    const { client } = coordinator;
    const { runnerId: runner } = await client.createRunner({
      body: { name: 'edit', description: 'before', tagNames: ['odd'], assignedProjects: { ops: '.*' } },
    });
    const changed = await client.updateRunner({ params: { runner }, body: { tagNames: ['even'] } });
    assert.deepEqual([changed.description, changed.tagNames], ['before', ['even']]);
    assert.deepEqual(changed.projectAssociations.projectNodeFilters, { ops: '.*' });
    const { tags } = await client.listTags();
    assert.equal(tags['even' as keyof typeof tags], 1);
    assert.equal(tags['odd' as keyof typeof tags], undefined);
    assert.deepEqual(await client.searchTags({ query: { filter: 'EVE' } }), ['even']);
    await assert.rejects(
      client.updateRunner({ params: { runner }, body: { tagNames: ['not a tag'] } }),
      hasCode('invalid-input', /tagNames.*a-z/),
    );
  });

  it('are visible in a project only if they are assigned to it', async () => {
    const { client } = coordinator;
    const { runnerId: runner } = await client.createProjectRunner({
      params: { project: 'web' },
      body: { name: 'web-1', description: '' },
    });
    const inWeb = await client.listProjectRunners({ params: { project: 'web' } });
    assert.deepEqual(
      inWeb.runners.map(({ name }) => name),
      ['web-1'],
    );
    await assert.rejects(
      client.getProjectRunner({ params: { project: 'ops', runner } }),
      hasCode('not-found'),
    );
    await client.updateRunner({ params: { runner }, body: { assignedProjects: { web: '.*', ops: '.*' } } });
    await assert.rejects(
      client.deleteProjectRunner({ params: { project: 'web', runner } }),
      hasCode('in-use', /project ops/),
    );
    const left = await client.removeProjectAssociation({ params: { project: 'web', runner } });
    assert.deepEqual(left.projectAssociations.projectNodeFilters, { ops: '.*' });
    await client.deleteProject({ params: { project: 'web' } });
    await client.createProject({ body: { name: 'web' } });
    await client.deleteRunner({ params: { runner } });
    await assert.rejects(client.getRunner({ params: { runner } }), hasCode('not-found'));
  });

  it('are created with their role as a node in each assigned project', async () => {
    const { client } = coordinator;
    const { runnerId: runner } = await client.createRunner({
      body: {
        name: 'not-a-node',
        assignedProjects: { ops: '.*', web: '.*' },
        projectRunnerAsNode: { ops: false, elsewhere: false },
      },
    });
    const roles = ['ops', 'web'].map(
      async (project) => (await client.getProjectRunner({ params: { project, runner } })).runnerAsNodeEnabled,
    );
    assert.deepEqual(await Promise.all(roles), [false, true]);
  });

  it('keep their installation type and replica type if a change contains other types', async () => {
    const { client } = coordinator;
    const { runnerId: runner } = await client.createRunner({ body: { name: 'moved' } });
    const body = { description: 'changed', installationType: 'docker', replicaType: 'ephemeral' };
    const changed = await client.updateRunner({ params: { runner }, body });
    assert.deepEqual(
      [changed.description, changed.installationType, changed.replicaType],
      ['changed', 'linux', 'manual'],
    );
  });

  it('have a single-line name, compared in Unicode normal form', async () => {
    const { client } = coordinator;
    const named = (name: string) => client.createRunner({ body: { name, description: '' } });
    for (const name of ['a\u0000b', 'a\nb', 'a\u001b[31m', 'a\u009bb', 'a\ud800'])
      await assert.rejects(named(name), hasCode('invalid-input', /"name".*one line of text/));
    const { name, runnerId: runner } = await named('Cafe\u0301');
    assert.equal(name, 'Caf\u00e9');
    await assert.rejects(named('CAF\u00c9'), hasCode('already-exists'));
    await assert.rejects(
      client.updateRunner({ params: { runner }, body: { name: 'b\tc' } }),
      hasCode('invalid-input', /"name"/),
    );
  });

  it('can be managed with the same calls below a project', async () => {
    const { client } = coordinator;
    const params = { project: 'web' } as const;
    const newRunnerRequest = { name: 'nested', tagNames: 'terraform', replicaType: 'ephemeral' } as const;
    const nested = await client.createProjectRunner({ params, body: { name: 'nested', newRunnerRequest } });
    const { tagNames, replicaType } = await client.getRunner({ params: { runner: nested.runnerId } });
    assert.deepEqual([tagNames, replicaType], [['terraform'], 'ephemeral']);
    const made = await client.createProjectRunner({ params, body: { name: 'web-1', description: '' } });
    const { runnerId: runner } = made;
    const body = { description: 'at the back', tagNames: ['db'] };
    const changed = await client.updateProjectRunner({ params: { ...params, runner }, body });
    assert.deepEqual([changed.description, changed.tagNames], ['at the back', ['db']]);
    const { pingToken } = await client.pingProjectRunner({ params: { ...params, runner } });
    assert.ok((await client.checkProjectPing({ params: { ...params, ping: pingToken } })).completed);
    for (const project of ['ops', 'absent']) {
      const ping = client.checkProjectPing({ params: { project, ping: pingToken } });
      await assert.rejects(ping, hasCode('not-found'));
      const download = client.downloadProjectInstallScript({
        params: { project, download: made.downloadTk },
      });
      await assert.rejects(download, hasCode('not-found', /^Download/));
    }
    const renewed = await client.regenerateProjectCredentials({ params: { ...params, runner } });
    assert.notEqual(renewed.token, made.token);
    await client.downloadProjectInstallScript({ params: { ...params, download: renewed.downloadTk } });
    await client.deleteProjectRunner({ params: { ...params, runner } });
    await assert.rejects(client.getRunner({ params: { runner } }), hasCode('not-found'));
  });

  it('report a failed ping if no replica is enrolled', async () => {
    const { client } = coordinator;
    const { runnerId: runner } = await client.createRunner({ body: { name: 'silent', description: '' } });
    const { pingToken: ping } = await client.pingRunner({ params: { runner } });
    const result = await client.checkPing({ params: { ping } });
    assert.deepEqual([result.completed, result.iserror], [true, true]);
    assert.match(result.message, /silent/);
    await assert.rejects(client.checkPing({ params: { ping: 'none' } }), hasCode('not-found'));
  });

  it('get a new token on request', async () => {
    const { client } = coordinator;
    const created = await client.createRunner({ body: { name: 'again', description: '' } });
    const renewed = await client.regenerateCredentials({ params: { runner: created.runnerId } });
    assert.notEqual(renewed.token, created.token);
  });

  it('are published to subscribers as they change, and the stream resumes where it was interrupted', async () => {
    const { client } = coordinator;
    const stop = new AbortController();
    const events = client.changeEvents({ signal: stop.signal });
    const next = async () => (await events.next()).value ?? assert.fail('the stream ended');
    const { id: from, event } = await next();
    assert.equal(event.type, 'ready');
    const { runnerId: runner } = await client.createRunner({ body: { name: 'told', description: '' } });
    for (let told = await next(); ; told = await next()) {
      if (told.event.type === 'runner-changed' && told.event.runner.id === runner) break;
    }
    stop.abort();
    await client.deleteRunner({ params: { runner } });
    const types: string[] = [];
    for await (const { event: missed } of client.changeEvents({ query: { from } })) {
      types.push(missed.type);
      if (missed.type === 'runner-deleted') break;
    }
    assert.equal(types[0], 'ready');
    assert.ok(types.includes('runner-changed') && !types.includes('reset'));
    for await (const { event: first } of client.changeEvents({ query: { from: 'unusable' } })) {
      assert.equal(first.type, 'reset');
      break;
    }
  });
});
