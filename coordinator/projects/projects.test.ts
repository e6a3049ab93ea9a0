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

  it('can be read and changed one property at a time, as JSON or as plain text', async () => {
    const { client } = coordinator;
    await client.setProjectConfig({ params, body: { a: '1', b: '2' } });
    const path = '/api/53/project/ops/config/a.b%20c';
    const put = (type: string, body: string) =>
      coordinator.call('PUT', path, { body, headers: { 'content-type': type } });
    const plain = await put('text/plain', 'three');
    assert.deepEqual(await plain.json(), { key: 'a.b c', value: 'three' });
    const asText = await coordinator.call('GET', path, { headers: { accept: 'text/plain' } });
    assert.equal(await asText.text(), 'three');
    assert.equal((await put('application/json', '{"value": 3}')).status, 400);
    assert.deepEqual(await client.getProjectConfig({ params }), { a: '1', b: '2', 'a.b c': 'three' });
    assert.equal((await coordinator.call('DELETE', path)).status, 204);
    assert.equal((await coordinator.call('DELETE', path)).status, 404);
    assert.equal((await coordinator.call('GET', '/api/53/project/ops/config/toString')).status, 404);
    assert.deepEqual(await client.getProjectConfig({ params }), { a: '1', b: '2' });
  });

  it('sets the description of the project with the property project.description', async () => {
    const { client } = coordinator;
    const property = { ...params, property: 'project.description' };
    await client.setProjectProperty({ params: property, body: { value: 'The shop' } });
    assert.equal((await client.getProject({ params })).description, 'The shop');
    await client.deleteProjectProperty({ params: property });
    assert.equal((await client.getProject({ params })).description, '');
  });

  it('is audited with at most 2048 characters of detail, however many properties change', async () => {
    const { client } = coordinator;
    const names = Array.from({ length: 1000 }, (_, index) => `project.globals.${index}`);
    await client.setProjectConfig({ params, body: Object.fromEntries(names.map((name) => [name, 'x'])) });
    const { acts } = await client.listAudit({ query: { max: 1 } });
    assert.equal(acts[0]?.detail?.length, 2048);
  });
});

describe('the documents of a project', () => {
  const params = { project: ProjectName.parse('docs') };
  let coordinator: TestCoordinator;
  before(async () => {
    coordinator = await startTestCoordinator();
    await coordinator.client.createProject({ body: { name: 'docs' } });
  });
  after(() => coordinator.stop());

  it('are stored one by one, and do not change with the configuration', async () => {
    const { client } = coordinator;
    await client.setProjectReadme({ params, body: { contents: '# Read me' } });
    await client.setProjectMotd({ params, body: { contents: 'Hello.' } });
    await client.setProjectConfig({ params, body: { a: '1' } });
    assert.equal((await client.getProjectReadme({ params })).contents, '# Read me');
    await client.deleteProjectReadme({ params });
    await assert.rejects(
      client.getProjectReadme({ params }),
      (error) => isOutrunnerError(error) && error.code === 'not-found',
    );
    assert.equal((await client.getProjectMotd({ params })).contents, 'Hello.');
  });

  it('are sent and returned as plain text to a client that asks for it', async () => {
    const path = '/api/53/project/docs/motd.md';
    const headers = { 'content-type': 'text/plain', accept: 'text/plain' };
    const put = await coordinator.call('PUT', path, { body: 'Closed.\n', headers });
    assert.equal(await put.text(), 'Closed.\n');
    assert.deepEqual(await (await coordinator.call('GET', path)).json(), { contents: 'Closed.\n' });
  });
});
