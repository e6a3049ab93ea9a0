import assert from 'node:assert/strict';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { ProjectName } from '../../../protocol/ids.ts';
import { PolicyName } from '../../../protocol/routes/shapes/acl-shapes.ts';
import { startTestCoordinator, type TestCoordinator } from '../../hosting/testing/test-coordinator.ts';
import { POLICY_LIMITS } from './format/acl-policy.ts';

const OPS = PolicyName.parse('ops.aclpolicy');
const SHOP = ProjectName.parse('shop');
const OF_PROJECT = 'description: Operators\nfor:\n  job:\n  - allow: [read, run]\nby: {group: ops}\n';
const OF_SYSTEM = `context: {application: rundeck}\n${OF_PROJECT}`;

describe('AclFiles', () => {
  let coordinator: TestCoordinator;
  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    await coordinator.client.createProject({ body: { name: SHOP } });
  });
  afterEach(() => coordinator.stop());

  const system = { params: { policy: OPS } };
  const project = { params: { policy: OPS, project: SHOP } };
  const refusedWith = (code: string, call: Promise<unknown>) =>
    assert.rejects(call, (error) => isOutrunnerError(error) && error.code === code);
  /** Sends a body, and returns the status, the media type and the text of the answer. */
  const send = async (method: string, path: string, init: RequestInit = {}) => {
    const answer = await coordinator.call(method, `/api/41${path}`, init);
    const type = answer.headers.get('content-type')?.split(';')[0];
    return { status: answer.status, type, text: await answer.text() };
  };

  it('creates, lists, reads, replaces and deletes files of the system and of a project separately', async () => {
    const { client, url } = coordinator;
    await client.createSystemPolicy({ ...system, body: { contents: OF_SYSTEM } });
    assert.deepEqual((await client.listProjectPolicies({ params: { project: SHOP } })).resources, []);
    await client.createProjectPolicy({ ...project, body: { contents: OF_PROJECT } });
    const { href, resources } = await client.listProjectPolicies({ params: { project: SHOP } });
    assert.match(href, new RegExp(`^${url}/api/\\d+/project/shop/acl/$`));
    assert.deepEqual(resources, [{ path: OPS, name: OPS, type: 'file', href: `${href}${OPS}` }]);
    const changed = OF_SYSTEM.replace('Operators', 'All operators');
    await client.updateSystemPolicy({ ...system, body: { contents: changed } });
    assert.equal((await client.getSystemPolicy(system)).contents, changed);
    assert.equal((await client.getProjectPolicy(project)).contents, OF_PROJECT);
    await client.deleteSystemPolicy(system);
    assert.deepEqual((await client.listSystemPolicies()).resources, []);
    assert.equal((await client.getProjectPolicy(project)).contents, OF_PROJECT);
  });

  it('refuses to create a file whose name is in use, and reports a missing file or project', async () => {
    const { client } = coordinator;
    const body = { contents: OF_SYSTEM };
    await refusedWith('not-found', client.getSystemPolicy(system));
    await refusedWith('not-found', client.updateSystemPolicy({ ...system, body }));
    await refusedWith('not-found', client.deleteSystemPolicy(system));
    await client.createSystemPolicy({ ...system, body });
    await refusedWith('already-exists', client.createSystemPolicy({ ...system, body }));
    const elsewhere = { params: { policy: OPS, project: ProjectName.parse('other') } };
    await refusedWith(
      'not-found',
      client.createProjectPolicy({ ...elsewhere, body: { contents: OF_PROJECT } }),
    );
    await refusedWith(
      'not-found',
      client.listProjectPolicies({ params: { project: elsewhere.params.project } }),
    );
  });

  it('accepts YAML and plain text, and answers in YAML, plain text and JSON', async () => {
    const path = `/system/acl/${OPS}`;
    const yaml = { 'content-type': 'application/yaml', accept: 'application/yaml' };
    assert.deepEqual(await send('POST', path, { body: OF_SYSTEM, headers: yaml }), {
      status: 201,
      type: 'application/yaml',
      text: OF_SYSTEM,
    });
    const plain = { 'content-type': 'text/plain', accept: 'text/plain' };
    assert.equal((await send('PUT', path, { body: OF_SYSTEM, headers: plain })).type, 'text/plain');
    const { type, text } = await send('GET', path);
    assert.deepEqual([type, JSON.parse(text)], ['application/json', { contents: OF_SYSTEM }]);
    assert.equal((await send('GET', path, { headers: { accept: 'text/plain' } })).text, OF_SYSTEM);
    assert.equal((await send('GET', '/system/acl/')).status, 200);
  });

  it('reports the errors of an invalid file as Rundeck does, and stores nothing', async () => {
    const invalid = `${OF_SYSTEM}---\n${OF_SYSTEM.replace('group', 'grup').replace('Operators', '')}`;
    const answer = await send('POST', `/system/acl/${OPS}`, {
      body: JSON.stringify({ contents: invalid }),
      headers: { 'content-type': 'application/json' },
    });
    const { valid, policies, errorCode } = JSON.parse(answer.text);
    assert.deepEqual([answer.status, errorCode, valid], [400, 'policy-invalid', false]);
    assert.deepEqual(policies, [
      {
        policy: 'ops.aclpolicy[2]',
        errors: [
          'Policy is missing a description (line 8, column 1)',
          "Section 'by:' is not valid: it must contain 'group:' and/or 'username:' and/or 'urn:' (line 13, column 1)",
          'Section \'by:\' contains the unknown key "grup". Did you mean "group"? (line 13, column 6)',
        ],
      },
    ]);
    await refusedWith('not-found', coordinator.client.getSystemPolicy(system));
    const body = { contents: OF_SYSTEM };
    await refusedWith('policy-invalid', coordinator.client.createProjectPolicy({ ...project, body }));
  });

  it('refuses an invalid file name, and a file that is too long', async () => {
    const yaml = { 'content-type': 'application/yaml' };
    for (const name of ['ops.yaml', '.aclpolicy', 'a%2Fb.aclpolicy', `${'x'.repeat(120)}.aclpolicy`])
      assert.equal(
        (await send('POST', `/system/acl/${name}`, { body: OF_SYSTEM, headers: yaml })).status,
        400,
      );
    const body = `${OF_SYSTEM}#${'x'.repeat(POLICY_LIMITS.bytes)}`;
    assert.equal((await send('POST', `/system/acl/${OPS}`, { body, headers: yaml })).status, 413);
  });

  it('keeps files across a restart, deletes the files of a deleted project, and records each change', async () => {
    await coordinator.client.createSystemPolicy({ ...system, body: { contents: OF_SYSTEM } });
    await coordinator.client.createProjectPolicy({ ...project, body: { contents: OF_PROJECT } });
    await coordinator.stop('keep');
    coordinator = await startTestCoordinator({ dataDir: coordinator.dataDir });
    const { client } = coordinator;
    assert.equal((await client.getProjectPolicy(project)).contents, OF_PROJECT);
    await client.deleteProject({ params: { project: SHOP } });
    await client.createProject({ body: { name: SHOP } });
    assert.deepEqual((await client.listProjectPolicies({ params: { project: SHOP } })).resources, []);
    await client.updateSystemPolicy({ ...system, body: { contents: OF_SYSTEM } });
    await client.deleteSystemPolicy(system);
    const { acts } = await client.listAudit({});
    const changes = acts
      .filter(({ what }) => what.startsWith('acl.'))
      .map(({ what, subject }) => [what, subject]);
    assert.deepEqual(changes.toSorted(), [
      ['acl.create', 'project/shop/ops.aclpolicy'],
      ['acl.create', 'system/ops.aclpolicy'],
      ['acl.delete', 'system/ops.aclpolicy'],
      ['acl.update', 'system/ops.aclpolicy'],
    ]);
  });

  it('decides with a stored policy once its change is acknowledged', async () => {
    const { client, url } = coordinator;
    const policy = (effect: string) =>
      OF_SYSTEM.replace('job:', 'project:').replace('allow: [read, run]', `${effect}: read`);
    const { token = '' } = await client.createUserToken({
      params: { user: 'zoe' },
      body: { roles: ['ops'] },
    });
    const status = async () =>
      (await fetch(`${url}/api/41/project/shop`, { headers: { 'x-rundeck-auth-token': token } })).status;
    assert.equal(await status(), 404);
    await client.createSystemPolicy({ ...system, body: { contents: policy('allow') } });
    assert.equal(await status(), 200);
    await client.updateSystemPolicy({ ...system, body: { contents: policy('deny') } });
    assert.equal(await status(), 404);
    await client.updateSystemPolicy({ ...system, body: { contents: policy('allow') } });
    assert.equal(await status(), 200);
    await client.deleteSystemPolicy(system);
    assert.equal(await status(), 404);
  });
});
