import assert from 'node:assert/strict';
import {
  startTestCoordinator,
  type TestCoordinator,
} from '../../coordinator/hosting/testing/test-coordinator.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { PolicyName } from '../../protocol/routes/shapes/acl-shapes.ts';
import { runAsClient } from '../testing/run-collected.ts';

const SHOP = ProjectName.parse('shop');
const OPS = PolicyName.parse('ops.aclpolicy');
const OF_SYSTEM = `description: Operators run jobs
context: { project: '.*' }
for:
  job:
    - allow: run
  node:
    - contains: { tags: [web] }
      allow: run
by: { group: ops }
`;
const OF_PROJECT = `description: Deployments are for the release team
for:
  job:
    - equals: { group: release, name: deploy }
      deny: run
notBy: { group: release }
`;

describe('outrunner acl test', () => {
  let coordinator: TestCoordinator;
  before(async () => {
    coordinator = await startTestCoordinator();
    const { client } = coordinator;
    await client.createProject({ body: { name: SHOP } });
    await client.createSystemPolicy({ params: { policy: OPS }, body: { contents: OF_SYSTEM } });
    await client.createProjectPolicy({
      params: { policy: OPS, project: SHOP },
      body: { contents: OF_PROJECT },
    });
  });
  after(() => coordinator.stop());

  const run = (...args: string[]) => runAsClient(coordinator, ['acl', 'test', '--as', 'zoe', ...args]);

  it('prints the rule that allows the action, with its file, line and description, and exits with 0', async () => {
    const { exit, printed } = await run('--role', 'ops', '-p', 'shop', 'run', 'job:web/restart');
    assert.equal(
      printed,
      'allowed: run on job:web/restart in project shop\nallowed by system policy ops.aclpolicy, line 5: "Operators run jobs"\n',
    );
    assert.equal(exit, 0);
  });

  it('prints the rule of a project that denies the action, and exits with 1', async () => {
    const denied = await run('--role', 'ops', '-p', 'shop', 'run', 'job:release/deploy');
    assert.match(
      denied.printed,
      /^refused: .*\ndenied by policy ops\.aclpolicy of project shop, line 4: "Dep/,
    );
    assert.equal(denied.exit, 1);
    const both = ['--role', 'ops', '--role', 'release'];
    assert.equal((await run(...both, '-p', 'shop', 'run', 'job:release/deploy')).exit, 0);
    assert.equal((await run('--role', 'ops', '-p', 'other', 'run', 'job:release/deploy')).exit, 0);
  });

  it('compares further properties of a resource', async () => {
    const node = ['--role', 'ops', '-p', 'shop', 'run', 'node:web1'];
    assert.match((await run(...node)).printed, /No rule allows it/);
    assert.match((await run(...node, '--set', 'tags=db,web')).printed, /^allowed: .*\n.*line 7/);
  });

  it('answers for ready-made roles and for the administrator', async () => {
    const viewer = await run('--role', 'viewer', 'read', 'project:shop');
    assert.match(
      viewer.printed,
      /^allowed: .* in the application\nallowed by ready-made roles: "viewer sees/,
    );
    assert.equal((await run('--role', 'viewer', '-p', 'shop', 'run', 'job:a')).exit, 1);
    assert.equal((await run('--role', 'metrics', 'read', 'resource:system')).exit, 1);
    assert.match((await run('--role', 'admin', 'anything', 'at:all')).printed, /^allowed.*\nThe role admin/);
    assert.equal((await run('--role', 'administrator', 'anything', 'at:all')).exit, 1);
  });

  it('answers by the latest policies after each change', async () => {
    const policy = PolicyName.parse('late.aclpolicy');
    const ask = async () => (await run('--role', 'late', '-p', 'shop', 'read', 'adhoc')).exit;
    assert.equal(await ask(), 1);
    const contents =
      'description: d\ncontext: {project: shop}\nfor: {adhoc: [{allow: read}]}\nby: {group: late}\n';
    await coordinator.client.createSystemPolicy({ params: { policy }, body: { contents } });
    assert.equal(await ask(), 0);
    const denying = contents.replace('allow', 'deny');
    await coordinator.client.updateSystemPolicy({ params: { policy }, body: { contents: denying } });
    assert.equal(await ask(), 1);
    await coordinator.client.updateSystemPolicy({ params: { policy }, body: { contents } });
    assert.equal(await ask(), 0);
    await coordinator.client.deleteSystemPolicy({ params: { policy } });
    assert.equal(await ask(), 1);
  });

  it('exits with 2 if the context does not fit the type of the resource, or a part is missing', async () => {
    assert.equal((await run('--role', 'ops', 'run', 'job:a')).exit, 2);
    assert.equal((await run('--role', 'ops', '-p', 'shop', 'read', 'project:shop')).exit, 2);
    assert.equal((await run('--role', 'ops', '-p', 'shop', 'read', ':a')).exit, 2);
    assert.equal((await run('-p', 'shop', 'run', 'job:a')).exit, 2);
  });

  it('prints the answer as JSON', async () => {
    const { printed } = await run('--json', '--role', 'ops', '-p', 'shop', 'run', 'job:a');
    assert.deepEqual(JSON.parse(printed), {
      decision: 'allowed',
      rule: { source: 'system policy ops.aclpolicy', description: 'Operators run jobs', line: 5 },
    });
  });
});
