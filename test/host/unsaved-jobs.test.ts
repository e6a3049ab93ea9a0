import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import { DISMISS } from '../../extension/testing/scripted-person.ts';
import type { Client } from '../../protocol/client/client.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import { connectedOutrunner, type Outrunner, PROJECT, somebodyElse } from './outrunner.ts';
import { storeJobs } from './stored-jobs.ts';

const JOB = `- name: edited
  sequence:
    commands:
    - exec: echo version 1
`;

describe('jobs with unsaved changes', () => {
  let all: Outrunner;
  let other: Client;
  let job: JobOverview;
  let document: vscode.TextDocument;
  before(async () => {
    all = await connectedOutrunner();
    other = await somebodyElse(all);
    await autoSave('off');
    await storeJobs(other, JOB);
    job = await all.seen('the job', (model) => model.jobs.find((it) => it.name === 'edited'));
    await all.run(COMMANDS.openJob, [], subject());
    const opened = vscode.window.activeTextEditor?.document;
    assert.ok(opened?.uri.scheme === 'outrunner-job');
    document = opened;
  });
  after(async () => {
    other.close();
    await autoSave(undefined);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  /** Sets whether VS Code saves documents automatically. In a browser, the default is to save after one second. */
  const autoSave = (value: 'off' | undefined) =>
    vscode.workspace.getConfiguration('files').update('autoSave', value, vscode.ConfigurationTarget.Global);
  const subject = () => ({ kind: 'job', jobId: job.id, project: PROJECT });
  const replace = async (from: string, to: string): Promise<void> => {
    const start = document.getText().indexOf(from);
    assert.ok(start >= 0, `${from} is not in ${document.getText()}`);
    const edit = new vscode.WorkspaceEdit();
    const range = new vscode.Range(document.positionAt(start), document.positionAt(start + from.length));
    edit.replace(document.uri, range, to);
    assert.ok(await vscode.workspace.applyEdit(edit));
  };
  const executions = async () =>
    (await other.listJobExecutions({ params: { job: job.id }, query: {} })).executions;
  /** Returns the output of the newest execution of the job, once it has succeeded. */
  const output = async (count: number): Promise<string> => {
    const { id } = await all.seen('the end of the execution', (model) => {
      const own = model.executions.filter((it) => it.job?.id === job.id);
      return own.length < count
        ? undefined
        : own.find((it) => it.id === own[0]?.id && it.status === 'succeeded');
    });
    const { entries } = await other.getExecutionOutput({ params: { execution: id } });
    return entries.map(({ log }) => log).join('\n');
  };

  it('are saved and run', async () => {
    await replace('version 1', 'version 2');
    await all.run(COMMANDS.runJob, ['Save and Run'], subject());
    assert.equal(document.isDirty, false);
    assert.match(await output(1), /version 2/);
  });

  it('run with their saved text if the user chooses Run Saved Version, and stay unsaved', async () => {
    await replace('version 2', 'version 3');
    await all.run(COMMANDS.runJob, ['Run Saved Version'], subject());
    assert.match(await output(2), /version 2/);
    assert.ok(document.isDirty);
  });

  it('run once as a draft, and stay unsaved', async () => {
    await all.run(COMMANDS.runJob, ['Run as Draft'], subject());
    const draft = await all.seen('the end of the draft', (model) =>
      model.executions.find((it) => it.draft?.name === 'edited' && it.status === 'succeeded'),
    );
    const { entries } = await other.getExecutionOutput({ params: { execution: draft.id } });
    assert.match(entries.map(({ log }) => log).join(), /version 3/);
    assert.equal((await executions()).length, 2);
    assert.ok(document.isDirty);
  });

  it('do not run if the user cancels', async () => {
    await all.run(COMMANDS.runJob, [DISMISS], subject());
    assert.match(all.person.told.join(), /edited.* has unsaved changes/);
    assert.equal((await executions()).length, 2);
    assert.ok(document.isDirty);
  });

  it('are planned with the text in the editor, without being saved', async () => {
    await all.run(COMMANDS.previewPlan, [], subject());
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /version 3/);
    assert.ok(document.isDirty);
  });

  it('are planned with a typed value of an enforced option, which the coordinator validates', async () => {
    const server = createServer((_, response) => response.end('["a", "b"]')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    await other.updateSettings({ body: { fetch: { allowed: ['127.0.0.1'] } } });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const option = `{name: version, required: true, enforced: true, valuesUrl: '${url}'}`;
    await replace('  sequence:', `  options: [${option}]\n  sequence:`);
    await replace('echo version', 'echo ${option.version}');
    try {
      await all.run(COMMANDS.previewPlan, ['b'], subject());
      assert.match(
        vscode.window.activeTextEditor?.document.getText() ?? '',
        /echo b /,
        all.person.told.join(),
      );
      await all.run(COMMANDS.previewPlan, ['c'], subject());
      assert.match(all.person.told.join(), /"c" is not one of the values of option "version": a, b/);
    } finally {
      await replace('echo ${option.version}', 'echo version');
      await replace(`  options: [${option}]\n`, '');
      await other.updateSettings({ body: { fetch: { allowed: [] } } });
      server.closeAllConnections();
      server.close();
    }
  });

  for (const command of [COMMANDS.runJob, COMMANDS.previewPlan]) {
    it(`are rejected by ${command} at their first error, which the editor shows`, async () => {
      await replace('    - exec', '    - exek');
      await all.run(command, [], subject());
      assert.match(all.person.told.join(), /Correct line 6: The step has no action/);
      const editor = vscode.window.activeTextEditor;
      assert.equal(editor?.document, document);
      assert.equal(editor?.selection.start.line, 5);
      assert.equal((await executions()).length, 2);
      await replace('    - exek', '    - exec');
    });
  }
});
