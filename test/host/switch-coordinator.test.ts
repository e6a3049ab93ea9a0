import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import type { Client } from '../../protocol/client/client.ts';
import { adminToken, readAddress } from './coordinator-address.ts';
import { connectedOutrunner, type Outrunner, PROJECT, somebodyElse } from './outrunner.ts';
import { storeJobs } from './stored-jobs.ts';

const JOBS = `- name: switched
  sequence:
    commands:
    - exec: echo waiting; sleep 600
`;

/** The suite also connects to the embedded coordinator by its URL, which counts as another coordinator. */
describe('a window that switches its coordinator', () => {
  let all: Outrunner;
  let other: Client;
  let url: string;
  before(async () => {
    all = await connectedOutrunner();
    other = await somebodyElse(all);
    ({ url } = await readAddress(all));
    await all.services.context.saved.saveToken(url, await adminToken(all));
  });
  after(async () => {
    other.close();
    await vscode.workspace
      .getConfiguration('outrunner')
      .update('coordinator.url', undefined, vscode.ConfigurationTarget.Global);
    await all.run(COMMANDS.startEmbedded);
    await all.services.context.saved.forget(url);
  });

  const target = () => {
    const { state } = all.services.context.connection;
    return state.kind === 'connected' ? state.target : undefined;
  };

  it('offers to switch to the coordinator of the settings after they changed', async () => {
    const settings = vscode.workspace.getConfiguration('outrunner');
    all.person.answers(['Switch']);
    await settings.update('coordinator.url', url, vscode.ConfigurationTarget.Global);
    await all.until('the coordinator of the settings', () => target()?.kind === 'remote' || undefined);
    assert.deepEqual(target(), { kind: 'remote', url });
    assert.deepEqual(all.services.context.saved.knownUrls(), [url]);
  });

  it('closes the editors, panels and terminals of the previous coordinator, and reopens its running terminals', async () => {
    await all.run(COMMANDS.switchCoordinator, ['Embedded Coordinator']);
    assert.deepEqual(target(), { kind: 'embedded' });
    const [imported] = await storeJobs(other, JOBS);
    assert.ok(imported);
    const job = await all.seen('the job', (model) => model.jobs.find(({ id }) => id === imported));
    const subject = { kind: 'job', jobId: job.id, project: PROJECT };
    await all.run(COMMANDS.openJob, [], subject);
    await all.run(COMMANDS.editJobTags, [], subject);
    const { id } = await other.runJob({ params: { job: job.id }, body: {} });
    await all.seen('the execution', (model) => model.executions.find((it) => it.id === id));
    await all.run(COMMANDS.openOutput, [], { kind: 'execution', executionId: id });
    const terminals = () => vscode.window.terminals.filter(({ name }) => name.startsWith(`#${id} `)).length;
    const tabs = () =>
      vscode.window.tabGroups.all
        .flatMap((group) => group.tabs)
        .filter(({ label }) => /switched|Job Tags/.test(label))
        .map(({ label }) => label);
    await all.until(
      'both editors and the terminal',
      () => (tabs().length === 2 && terminals() === 1) || undefined,
    );

    await all.run(COMMANDS.switchCoordinator, [new URL(url).host]);
    assert.deepEqual(target(), { kind: 'remote', url });
    await all.until('no tab and no terminal', () => (tabs().length === 0 && terminals() === 0) || undefined);

    await all.run(COMMANDS.switchCoordinator, ['Embedded Coordinator']);
    await all.until('the terminal', () => terminals() === 1 || undefined);
    assert.deepEqual(tabs(), []);
    await other.abortExecution({ params: { execution: id } });
  });
});
