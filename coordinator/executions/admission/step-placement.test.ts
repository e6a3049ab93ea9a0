import assert from 'node:assert/strict';
import { startTestCoordinator, type TestCoordinator } from '../../hosting/testing/test-coordinator.ts';

const COPY = `- name: copy
  runnerSelector: {filter: db}
  sequence:
    commands:
      - type: copyfile
        nodeStep: true
        configuration: {sourcePath: /a, destinationPath: /b}
`;
const LOCAL = '- name: here\n  sequence: {commands: [{exec: echo}]}\n';

describe('the settings for where steps run', () => {
  let coordinator: TestCoordinator;
  before(async () => {
    coordinator = await startTestCoordinator();
    const { client } = coordinator;
    await client.createProject({ body: { name: 'ops' } });
    await client.updateSettings({
      body: {
        runners: { enabled: true },
        localExecutor: { disabled: true },
        plugins: { localExecutionPlugins: ['WorkflowNodeStep:copyfile'] },
      },
    });
    await client.createRunner({
      body: { name: 'east', description: '', tagNames: ['db'], assignedProjects: { ops: '.*' } },
    });
  });
  after(() => coordinator.stop());

  it('make a step whose target is not allowed fail when the step is reached', async () => {
    const { client } = coordinator;
    const body = { text: COPY, mediaType: 'application/yaml' };
    const [job] = (await client.importJobs({ params: { project: 'ops' }, body })).succeeded;
    assert.ok(job);
    let execution = await client.runJob({ params: { job: job.id } });
    while (execution.status === 'running')
      execution = await client.getExecution({ params: { execution: execution.id } });
    assert.equal(execution.status, 'failed');
    assert.equal(execution.reason?.code, 'ConfigurationFailure');
    assert.match(execution.reason?.message ?? '', /"copyfile".*may run only on the Local Runner/);
  });

  it('are applied in the preview of a plan', async () => {
    const plan = await coordinator.client.plan({ body: { project: 'ops', text: LOCAL, format: 'yaml' } });
    assert.match(JSON.stringify(plan), /Local Executor is disabled/);
  });

  it('are rejected if they contain a plugin of an unknown service', async () => {
    const body = { plugins: { allowedPlugins: ['Elsewhere:copyfile'] } };
    await assert.rejects(coordinator.client.updateSettings({ body }), /Service:provider/);
  });
});
