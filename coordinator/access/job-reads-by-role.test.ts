import assert from 'node:assert/strict';
import { JobId, ProjectName } from '../../protocol/ids.ts';
import { PolicyName } from '../../protocol/routes/shapes/acl-shapes.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';

const OWN = ProjectName.parse('own');
const FOREIGN = ProjectName.parse('foreign');

const POLICIES = `description: reads the jobs of a group in one project
context: { project: own }
for: { job: [{ match: { group: 'web(/.*)?' }, allow: read }] }
by: { group: web }
---
description: stops the jobs of a group in one project
context: { project: own }
for: { job: [{ equals: { group: web }, allow: [read, kill] }] }
by: { group: stopper }
---
description: views the jobs of a group in one project
context: { project: own }
for: { job: [{ equals: { group: web }, allow: view }] }
by: { group: watcher }
---
description: both read their project
context: { application: rundeck }
for: { project: [{ equals: { name: own }, allow: read }] }
by: { group: [web, watcher] }
---
description: reads all jobs but one
context: { project: '.*' }
for: { job: [{ allow: read }, { equals: { name: secret }, deny: [read, view] }] }
by: { group: most }
---
description: reads ad-hoc executions of one project
context: { project: own }
for: { adhoc: [{ allow: read }] }
by: { group: adhoc }
`;
const ROLES = ['operator', 'stopper', 'web', 'watcher', 'most', 'adhoc', 'viewer', 'metrics', 'nobody'];

interface Named {
  readonly id: string;
}

const jobText = (group: string, name: string) =>
  `- name: ${name}\n  group: ${group}\n  uuid: ${group}-${name}\n  sequence: { commands: [{ exec: 'echo ${name}' }] }\n`;

/** The calls that read an execution. */
const EXECUTION_CALLS = [
  '',
  '/state',
  '/output',
  '/output/state',
  '/output/step/1',
  '/output/node/x',
  '/output/node/x/step/1',
];

describe('single jobs and executions', () => {
  let coordinator: TestCoordinator;
  const tokens = new Map<string, string>();
  /** Ids of executions, by the name of their job. */
  const executions = new Map<string, number>();

  before(async () => {
    coordinator = await startTestCoordinator({ localRunner: { kind: 'same-user' } });
    const { client } = coordinator;
    const policy = PolicyName.parse('reads.aclpolicy');
    await client.createSystemPolicy({ params: { policy }, body: { contents: POLICIES } });
    const texts = {
      [OWN]: [jobText('web', 'deploy'), jobText('db', 'dump'), jobText('db', 'secret')],
      [FOREIGN]: [jobText('web', 'other')],
    };
    for (const project of [OWN, FOREIGN]) {
      await client.createProject({ body: { name: project } });
      const body = { text: texts[project]?.join('') ?? '', mediaType: 'application/yaml' };
      await client.importJobs({ params: { project }, query: { uuidOption: 'preserve' }, body });
    }
    for (const job of ['web-deploy', 'db-dump', 'db-secret', 'web-other']) {
      const { id } = await client.runJob({ params: { job: JobId.parse(job) }, body: {} });
      executions.set(job, id);
    }
    const started = await client.runCommand({ params: { project: OWN }, query: {}, body: { exec: 'id' } });
    executions.set('adhoc', started.execution.id);
    for (const role of ROLES) {
      const { token = '' } = await client.createToken({ body: { user: role, roles: [role] } });
      tokens.set(role, token);
    }
  });
  after(() => coordinator.stop());

  const statusOf = async (role: string, path: string) => {
    const headers = { 'x-rundeck-auth-token': tokens.get(role) ?? coordinator.token };
    return (await coordinator.call('GET', `/api/53${path}`, { headers })).status;
  };
  /** Returns the jobs whose call answers; all others must answer as if they did not exist. */
  const answered = async (role: string, names: Iterable<string>, pathOf: (name: string) => string) => {
    const found: string[] = [];
    for (const name of names) {
      const status = await statusOf(role, pathOf(name));
      assert.ok(status === 200 || status === 404, `${role} ${name}: ${status}`);
      if (status === 200) found.push(name);
    }
    return found;
  };
  const jobs = ['web-deploy', 'db-dump', 'db-secret', 'web-other'];

  for (const [role, expected] of Object.entries({
    admin: jobs,
    viewer: jobs,
    web: ['web-deploy'],
    watcher: [],
    most: ['web-deploy', 'db-dump', 'web-other'],
    adhoc: [],
    metrics: [],
    nobody: [],
  }))
    it(`shows definition and workflow of the jobs that the role ${role} may read`, async () => {
      for (const call of ['', '/workflow'])
        assert.deepEqual(await answered(role, jobs, (job) => `/job/${job}${call}`), expected, call);
    });

  it('shows facts about a job, but not its definition, to a role that may only view the job', async () => {
    assert.deepEqual(await answered('watcher', jobs, (job) => `/job/${job}/info`), ['web-deploy']);
    assert.deepEqual(await answered('web', jobs, (job) => `/job/${job}/info`), ['web-deploy']);
    assert.deepEqual(await answered('nobody', jobs, (job) => `/job/${job}/info`), []);
  });

  it('are listed and exported only to roles that may view or read them, in projects that the roles may read', async () => {
    const listed = async (role: string, path: string) => {
      const headers = { 'x-rundeck-auth-token': tokens.get(role) ?? coordinator.token };
      const answer = await coordinator.call('GET', path, { headers });
      if (answer.status !== 200) return answer.status;
      const found = (await answer.json()) as { jobs: Named[] } | Named[];
      return (Array.isArray(found) ? found : found.jobs).map(({ id }) => id).toSorted();
    };
    const own = ['db-dump', 'db-secret', 'web-deploy'];
    for (const [role, viewed, read] of [
      ['admin', own, own],
      ['viewer', own, own],
      ['web', ['web-deploy'], ['web-deploy']],
      ['watcher', ['web-deploy'], []],
      ['most', 404, 404],
      ['adhoc', 404, 404],
      ['nobody', 404, 404],
    ] as const) {
      assert.deepEqual(await listed(role, '/api/53/project/own/jobs'), viewed, role);
      assert.deepEqual(await listed(role, '/api/53/project/own/jobs/export?format=json'), read, role);
    }
    const all = ['db-dump', 'db-secret', 'web-deploy', 'web-other'];
    assert.deepEqual(await listed('admin', '/outrunner/v1/jobs'), all);
    assert.deepEqual(await listed('most', '/outrunner/v1/jobs'), ['db-dump', 'web-deploy', 'web-other']);
    assert.deepEqual(await listed('nobody', '/outrunner/v1/jobs'), []);
    const page = '/api/53/project/own/jobs?max=1&offset=1';
    assert.deepEqual(await listed('web', page), []);
  });

  for (const [role, expected] of Object.entries({
    admin: [...jobs, 'adhoc'],
    viewer: [...jobs, 'adhoc'],
    web: ['web-deploy'],
    watcher: ['web-deploy'],
    most: ['web-deploy', 'db-dump', 'web-other'],
    adhoc: ['adhoc'],
    metrics: [],
    nobody: [],
  }))
    it(`shows state and output of the executions whose jobs the role ${role} may read or view`, async () => {
      for (const call of EXECUTION_CALLS) {
        const pathOf = (job: string) => `/execution/${executions.get(job)}${call}`;
        assert.deepEqual(await answered(role, executions.keys(), pathOf), expected, call);
      }
    });

  it('are stopped only for roles that may both read and stop them', async () => {
    const { client } = coordinator;
    const stopped = async (role: string, name: string) => {
      const headers = { 'x-rundeck-auth-token': tokens.get(role) ?? coordinator.token };
      const path = `/api/53/execution/${executions.get(name)}/abort`;
      return (await coordinator.call('POST', path, { headers })).status;
    };
    assert.deepEqual([await stopped('web', 'web-deploy'), await stopped('web', 'db-dump')], [403, 404]);
    assert.deepEqual([await stopped('stopper', 'web-deploy'), await stopped('stopper', 'adhoc')], [200, 404]);
    assert.deepEqual([await stopped('operator', 'db-dump'), await stopped('operator', 'adhoc')], [200, 403]);
    assert.equal(await stopped('viewer', 'db-dump'), 403);
    const body = {
      contents: POLICIES.replaceAll(
        'allow: read }] }\nby: { group: adhoc }',
        'allow: [read, kill] }] }\nby: { group: adhoc }',
      ),
    };
    await client.updateSystemPolicy({ params: { policy: PolicyName.parse('reads.aclpolicy') }, body });
    assert.equal(await stopped('adhoc', 'adhoc'), 200);
  });

  it('are hidden from a token for another project, whatever its role may read', async () => {
    const { token = '' } = await coordinator.client.createToken({
      body: { user: 'limited', roles: ['viewer'], projects: [FOREIGN] },
    });
    tokens.set('limited', token);
    assert.deepEqual(await answered('limited', jobs, (job) => `/job/${job}`), ['web-other']);
    const pathOf = (job: string) => `/execution/${executions.get(job)}/output`;
    assert.deepEqual(await answered('limited', executions.keys(), pathOf), ['web-other']);
  });

  it('are decided by the current name and group of the job', async () => {
    const body = {
      text: jobText('db', 'dump').replace('group: db', 'group: web'),
      mediaType: 'application/yaml',
    };
    const query = { uuidOption: 'preserve', dupeOption: 'update' } as const;
    await coordinator.client.importJobs({ params: { project: OWN }, query, body });
    assert.equal(await statusOf('web', '/job/db-dump'), 200);
    assert.equal(await statusOf('web', `/execution/${executions.get('db-dump')}`), 200);
  });

  it('are no longer shown once the policy is deleted', async () => {
    assert.equal(await statusOf('web', '/job/web-deploy'), 200);
    await coordinator.client.deleteSystemPolicy({ params: { policy: PolicyName.parse('reads.aclpolicy') } });
    assert.equal(await statusOf('web', '/job/web-deploy'), 404);
    assert.equal(await statusOf('web', `/execution/${executions.get('web-deploy')}`), 404);
  });
});
