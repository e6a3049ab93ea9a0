import assert from 'node:assert/strict';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';

const JOBS = `- name: Child
  group: a
  uuid: child
  options: [{name: to, required: true}]
  nodefilters: {filter: 'tags: web'}
  runnerSelector: {filter: linux}
  sequence: {commands: [{exec: 'go \${option.to} \${node.name} \${globals.env}'}]}
- name: Parent
  uuid: parent
  options: [{name: pw, secure: true, valueExposed: true}, {name: to, value: west}]
  nodefilters: {filter: db1}
  sequence:
    commands:
      - exec: login \${option.pw}
      - jobref: {group: a, name: Child, args: '-to \${option.to}'}
`;
const NODES = 'web1: {tags: web}\nweb2: {tags: web}\ndb1: {tags: db, node-executor: local}\n';

describe('the preview of a run', () => {
  let coordinator: TestCoordinator;
  before(async () => {
    coordinator = await startTestCoordinator();
    const { client } = coordinator;
    await client.createProject({ body: { name: 'ops', config: { 'project.globals.env': 'prod' } } });
    await client.updateSettings({ body: { runners: { enabled: true } } });
    await client.createRunner({
      body: { name: 'web', description: '', tagNames: ['linux'], assignedProjects: { ops: '.*' } },
    });
    const headers = { 'content-type': 'application/yaml' };
    await coordinator.call('POST', '/api/53/project/ops/source/1/resources', { body: NODES, headers });
    const params = { project: 'ops' };
    await client.importJobs({ params, body: { text: JOBS, mediaType: 'application/yaml' } });
  });
  after(() => coordinator.stop());

  it('lists the nodes, commands and runners of a stored job and of the jobs that it references', async () => {
    const plan = await coordinator.client.plan({ body: { job: 'parent', options: { pw: 's3cret' } } });
    assert.deepEqual(plan.nodes, [{ name: 'db1', tags: ['db'], executor: 'local' }]);
    assert.deepEqual(plan.order, [{ stepctx: '1', node: 'db1' }, { stepctx: '2' }]);
    assert.match(plan.choice.problem ?? '', /no Local Runner/);
    const [login, reference] = plan.steps;
    assert.equal(login?.text, "login '*****'");
    const child = reference?.workflow;
    assert.deepEqual(child?.runners.names, ['web']);
    assert.deepEqual(
      child?.steps[0]?.nodes,
      ['web1', 'web2'].map((node) => ({ node, text: `go west ${node} prod` })),
    );
    assert.doesNotMatch(JSON.stringify(plan), /s3cret/);
  });

  it('accepts a node filter, and a job definition that is not stored', async () => {
    const filtered = await coordinator.client.plan({
      body: { job: 'child', options: { to: 'x' }, filter: 'web2' },
    });
    assert.deepEqual(
      filtered.nodes.map(({ name }) => name),
      ['web2'],
    );
    const text = "- name: New\n  sequence: {commands: [{jobref: {uuid: child, args: '-to y'}}]}\n";
    const unsaved = await coordinator.client.plan({ body: { project: 'ops', text } });
    assert.equal(unsaved.job.id, undefined);
    assert.equal(unsaved.steps[0]?.workflow?.job.id, 'child');
  });

  it('is refused if a required option is missing', async () => {
    const refused = coordinator.client.plan({ body: { job: 'child' } });
    await assert.rejects(refused, { code: 'options-invalid' });
  });
});
