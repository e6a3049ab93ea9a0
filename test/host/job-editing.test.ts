import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import { connectedOutrunner, PROJECT } from './outrunner.ts';

const JOB = `- name: deploy
  group: web
  options:
  - name: version
    required: true
  sequence:
    commands:
    - exec: echo \${option.version}
    - script: |
        df
        ls
`;

const TAGGED = `- name: tagged
  runnerSelector: { filter: editing }
  sequence:
    commands:
    - exec: ls
`;

describe('the editor of a job', () => {
  let folder: string;
  let document: vscode.TextDocument;
  before(async () => {
    const all = await connectedOutrunner();
    folder = await mkdtemp(join(tmpdir(), 'outrunner-host-'));
    const file = join(folder, 'deploy.job.yaml');
    await writeFile(file, JOB);
    const tagged = join(folder, 'tagged.yaml');
    await writeFile(tagged, TAGGED);
    await all.run(COMMANDS.importJobs, [[tagged]], { kind: 'project', project: PROJECT });
    await all.seen('the job', (model) => model.jobs.find(({ name }) => name === 'tagged'));
    document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(folder, { recursive: true, force: true });
  });

  it('shows jobs, options and steps in the outline', async () => {
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    const [job] = symbols;
    assert.equal(job?.name, 'deploy');
    assert.deepEqual(
      job.children.map((group) => [group.name, ...group.children.map(({ name }) => name)]),
      [
        ['Options', 'version'],
        ['Steps', '1. echo ${option.version}', '2. df'],
      ],
    );
  });

  it('completes references to options, runner tags and enumerations', async () => {
    const insert = async (after: string, text: string) => {
      const at = document.positionAt(document.getText().indexOf(after) + after.length);
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, at, text);
      await vscode.workspace.applyEdit(edit);
      const end = document.positionAt(document.offsetAt(at) + text.length);
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        end,
      );
      await vscode.commands.executeCommand('undo');
      return items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    };
    assert.ok((await insert('echo ', '${')).includes('${option.version}'));
    assert.ok((await insert('        df', ' $')).includes('$RD_OPTION_VERSION'));
    assert.ok((await insert('group: web', '\n  loglevel: ')).includes('VERBOSE'));
    assert.ok((await insert('group: web', '\n  runnerSelector:\n    filter: ')).includes('editing'));
    assert.equal(document.getText(), JOB);
  });

  it('folds a script', async () => {
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      document.uri,
    );
    assert.ok(folds.some(({ start, end }) => start === 8 && end === 10));
  });
});
