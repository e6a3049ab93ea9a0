import type { TestCoordinator } from '../../hosting/testing/test-coordinator.ts';

const JOB = `- name: Deploy
  uuid: deploy
  multipleExecutions: true
  nodeFilterEditable: true
  options: [{name: branch, value: none}, {name: whole}, {name: password, secure: true}]
  runnerSelector: {filter: linux}
  sequence: {commands: [{exec: 'true'}]}
`;

/** Creates the project `ops` with the job `deploy`, and a runner with the tag that the job requires, but no replica. */
export async function prepareWebhookJob({ client }: TestCoordinator): Promise<void> {
  await client.createProject({ body: { name: 'ops' } });
  await client.updateSettings({ body: { runners: { enabled: true } } });
  await client.createRunner({
    body: { name: 'web', description: '', tagNames: ['linux'], assignedProjects: { ops: '.*' } },
  });
  await client.importJobs({ params: { project: 'ops' }, body: { text: JOB, mediaType: 'application/yaml' } });
}
