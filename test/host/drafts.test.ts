import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import type { Client } from '../../protocol/client/client.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import { connectedOutrunner, type Outrunner, PROJECT, somebodyElse } from './outrunner.ts';

const JOBS = `- name: first
  group: drafts
  options:
  - {name: who, required: true}
  sequence:
    commands:
    - exec: echo "hello \${option.who}"
- name: second
  group: drafts
  sequence:
    commands:
    - exec: echo second
`;

describe('drafts', () => {
  let all: Outrunner;
  let other: Client;
  let file: vscode.Uri;
  before(async () => {
    all = await connectedOutrunner();
    other = await somebodyElse(all);
    await all.localRunner();
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    file = vscode.Uri.joinPath(folder.uri, 'drafts', 'drafts.job.yaml');
    await vscode.workspace.fs.writeFile(file, Buffer.from(JOBS));
  });
  after(async () => {
    other.close();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(file, '..'), { recursive: true });
  });

  /** Returns the newest draft of a job, once it has succeeded. */
  const succeeded = (name: string) =>
    all.seen(`the end of the draft of ${name}`, (model) =>
      model.executions.find((it) => it.draft?.name === name && it.status === 'succeeded'),
    );
  const outputOf = async ({ id }: Execution) => {
    const { entries } = await other.getExecutionOutput({ params: { execution: id } });
    return entries.map(({ log }) => log).join('\n');
  };
  /** Returns the arguments of the last CodeLens of the file with this title. */
  const lastLens = async (title: string): Promise<unknown[]> => {
    const lenses =
      (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', file)) ?? [];
    const lens = lenses.filter(({ command }) => command?.title === title).at(-1);
    assert.ok(lens?.command, lenses.map(({ command }) => command?.title).join());
    return lens.command.arguments ?? [];
  };
  const storedJobs = async () =>
    (await other.listJobs({ params: { project: PROJECT } })).filter(({ group }) => group === 'drafts');

  it('run a job of a file that the Explorer shows, with typed options, without storing it', async () => {
    await all.run(COMMANDS.runDraft, ['drafts/first', 'you'], file);
    const execution = await succeeded('first');
    assert.equal(await outputOf(execution), 'hello you');
    assert.deepEqual(await storedJobs(), []);
    assert.equal(execution.job, undefined);
  });

  it('are marked as drafts in their row and in the name of their terminal', async () => {
    await succeeded('first');
    await all.until('the terminal', () =>
      vscode.window.terminals.find(({ name }) => name.includes('first (draft)')),
    );
    const { executionsTree } = await import('../../extension/executions/executions-tree.ts');
    const { executions } = all.services.store.model;
    const rows = executionsTree({ executions, filter: {}, hasMore: false, isLoading: false });
    const row = rows.find(({ label }) => label === 'first (draft)');
    assert.ok(row);
    assert.match(row.accessibleLabel, /^Execution \d+ of drafts\/first \(draft\), succeeded/);
    assert.match(row.tooltip ?? '', /Draft: the job was not stored/);
  });

  it('run the job of a CodeLens with the unsaved text of the editor', async () => {
    const document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
    const edit = new vscode.WorkspaceEdit();
    const start = document.getText().indexOf('echo second');
    const range = new vscode.Range(document.positionAt(start), document.positionAt(start + 11));
    edit.replace(file, range, 'echo unsaved');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await all.run(COMMANDS.runDraft, [], ...(await lastLens('Run as Draft')));
    assert.equal(await outputOf(await succeeded('second')), 'unsaved');
  });

  it('show the plan of the same job for its CodeLens', async () => {
    await all.run(COMMANDS.previewPlan, [], ...(await lastLens('Preview')));
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /echo unsaved/);
  });

  it('run an untitled document', async () => {
    const content = '- name: untitled\n  sequence:\n    commands:\n    - exec: echo untitled\n';
    const document = await vscode.workspace.openTextDocument({ language: 'outrunner-job', content });
    await vscode.window.showTextDocument(document);
    await all.run(COMMANDS.runDraft);
    assert.equal(await outputOf(await succeeded('untitled')), 'untitled');
  });

  it('run in the project to which outrunner.json links the folder', async () => {
    await other.createProject({ body: { name: 'draft-project' } });
    await all.seen('the project', (model) => model.projects.find(({ name }) => name === 'draft-project'));
    const link = vscode.Uri.joinPath(file, '..', 'outrunner.json');
    await vscode.workspace.fs.writeFile(link, Buffer.from('{"project": "draft-project"}'));
    try {
      await all.run(COMMANDS.runDraft, ['drafts/second'], file);
      const execution = await all.seen('the draft in the project', (model) =>
        model.executions.find((it) => it.project === 'draft-project' && it.status === 'succeeded'),
      );
      assert.equal(execution.draft?.name, 'second');
    } finally {
      await vscode.workspace.fs.delete(link);
      await other.deleteProject({ params: { project: 'draft-project' } });
    }
  });

  it('do not run with an error, which the editor shows', async () => {
    const before = all.services.store.model.executions.length;
    const invalid = vscode.Uri.joinPath(file, '..', 'invalid.job.yaml');
    await vscode.workspace.fs.writeFile(
      invalid,
      Buffer.from('- name: a\n  sequence: {commands: [{exek: a}]}\n'),
    );
    await all.run(COMMANDS.runDraft, [], invalid);
    assert.match(all.person.told.join(), /"invalid\.job\.yaml" was not run\. Correct line 2/);
    assert.equal(all.services.store.model.executions.length, before);
  });
});
