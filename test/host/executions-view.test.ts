import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { WebhookReceiver } from '../../coordinator/notifications/testing/receivers.ts';
import { executionsTree } from '../../extension/executions/executions-tree.ts';
import { COMMANDS } from '../../extension/ids/commands.ts';
import { OUTPUT_SCHEME } from '../../extension/ids/schemes.ts';
import { VIEWS } from '../../extension/ids/views.ts';
import type { Client } from '../../protocol/client/client.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
import { connectedOutrunner, type Outrunner, PROJECT, somebodyElse } from './outrunner.ts';

describe('the Executions view', () => {
  let all: Outrunner;
  let other: Client;
  let first: ExecutionId;
  let last: ExecutionId;
  before(async () => {
    all = await connectedOutrunner();
    other = await somebodyElse(all);
    await all.localRunner();
    first = await started('exit 7');
    for (let count = 0; count < 105; count += 1) last = await started('true');
    await all.seen('the end of the last', (model) =>
      model.executions.every(({ status }) => status !== 'running')
        ? model.executions[0]?.id === last
        : undefined,
    );
  });
  after(async () => {
    await all.run(COMMANDS.clearExecutionFilter);
    other.close();
  });

  const started = async (exec: string): Promise<ExecutionId> => {
    const { execution } = await other.runCommand({ params: { project: PROJECT }, body: { exec } });
    return execution.id;
  };
  const shown = () => all.services.context.executions.list.executions.map(({ id }) => id);

  it('loads older executions, which open their output like recent ones', async () => {
    assert.ok(!shown().includes(first));
    await all.run(COMMANDS.loadMoreExecutions);
    assert.ok(shown().includes(first));
    await all.run(COMMANDS.openOutput, [], { kind: 'execution', executionId: first });
    assert.deepEqual(all.person.told, []);
  });

  it('shows only the executions that match all filters', async () => {
    await all.run(COMMANDS.filterExecutions, ['Status', 'failed']);
    await all.run(COMMANDS.filterExecutions, ['Text', 'exit 7']);
    assert.deepEqual(shown(), [first]);
    await all.run(COMMANDS.clearExecutionFilter);
    assert.equal(shown()[0], last);
  });

  it('shows below an expanded execution which notification was not delivered, and why', async () => {
    const text = `- name: alarm
  notification:
    onfailure: {urls: 'http://127.0.0.1:9/alarm'}
  sequence: {commands: [{exec: 'exit 3'}]}
`;
    const { succeeded } = await other.importJobs({
      params: { project: PROJECT },
      query: {},
      body: { text, mediaType: 'application/yaml' },
    });
    const [job] = succeeded;
    assert.ok(job);
    const { id } = await other.runJob({ params: { job: job.id }, body: {} });
    const { steps } = all.services;
    steps.watch(id);
    const [undelivered] = await all.until('the failed notification', () => {
      const known = steps.steps.get(id);
      return known?.kind === 'known' && known.undelivered?.length === 1 ? known.undelivered : undefined;
    });
    steps.unwatch(id);
    assert.match(undelivered?.receiver ?? '', /^Webhook http:\/\/127\.0\.0\.1:9\/alarm/);
    assert.match(undelivered?.problem ?? '', /^failed after 1 attempt: /);
  });
});

describe('a webhook that refuses a notification', () => {
  const job = (url: string) => `- name: reported
  notification:
    onsuccess: {urls: '${url}'}
  sequence: {commands: [{exec: 'true'}]}
`;
  it('is reported in a notification and in the row, and a button expands the row to the receiver', async () => {
    const all = await connectedOutrunner();
    const other = await somebodyElse(all);
    await using receiver = await WebhookReceiver.open();
    receiver.statuses.push(403);
    const { notifications } = await other.getSettings({});
    await other.updateSettings({
      body: { fetch: { allowed: ['127.0.0.1'] }, notifications: { attempts: 1 } },
    });
    try {
      const { problems, store, context } = all.services;
      problems.restart();
      problems.follow(store.model);
      problems.seen();
      await vscode.commands.executeCommand('workbench.view.explorer');
      const body = { text: job(receiver.url('/report')), mediaType: 'application/yaml' } as const;
      const { succeeded } = await other.importJobs({ params: { project: PROJECT }, query: {}, body });
      const [imported] = succeeded;
      assert.ok(imported);
      all.person.answers(['Show Execution']);
      const { id } = await other.runJob({ params: { job: imported.id }, body: {} });
      await all.until('the notification', () =>
        all.person.told.find((it) => it.startsWith(`1 notification of execution ${id} of reported was not`)),
      );
      assert.deepEqual(
        receiver.calls.map(({ path }) => path),
        ['/report'],
      );
      const row = executionsTree(context.executions.list).find(
        ({ subject }) => subject.kind === 'execution' && subject.executionId === id,
      );
      assert.match(row?.description ?? '', / · succeeded · 1 notification not delivered · /);
      const listed = await other.listExecutions({ query: { max: '1' } });
      assert.equal(listed.executions[0]?.failedDeliveries?.count, 1);
      // The button reveals and expands the row, so the view is visible and its problems are seen.
      await all.until('the receiver below the row', () => {
        const known = all.services.steps.steps.get(id);
        return known?.kind === 'known' && known.undelivered?.length === 1 ? known : undefined;
      });
      assert.equal(problems.problems.undelivered, 0);
    } finally {
      await other.updateSettings({ body: { fetch: { allowed: [] }, notifications } });
      other.close();
    }
  });
});

describe('a failed execution of another user', () => {
  it('is notified and counted in the status bar until the Executions view is visible', async () => {
    const all = await connectedOutrunner();
    const other = await somebodyElse(all);
    const { problems, store } = all.services;
    // Drops the failures of other suites, and ends the quiet period after their notification.
    problems.restart();
    problems.follow(store.model);
    problems.seen();
    await vscode.commands.executeCommand('workbench.view.explorer');
    await all.until('the Executions view to be hidden', () => !problems.isVisible || undefined);
    all.person.answers(['Show Failure']);
    const { execution } = await other.runCommand({ params: { project: PROJECT }, body: { exec: 'exit 9' } });
    await all.until('the notification', () =>
      all.person.told.find((it) => it.startsWith(`Execution ${execution.id} `)),
    );
    assert.equal(problems.problems.failed, 1);
    await all.until('its error', () => {
      const { document, selection } = vscode.window.activeTextEditor ?? {};
      const line =
        document?.uri.scheme === OUTPUT_SCHEME ? document.lineAt(selection?.active.line ?? 0) : undefined;
      return line?.text.includes('9') ? line : undefined;
    });
    await vscode.commands.executeCommand(`${VIEWS.executions}.focus`);
    await all.until('no unseen failure', () => (problems.problems.failed === 0 ? true : undefined));
    other.close();
  });
});
