import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { connectedOutrunner } from './outrunner.ts';

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

describe('the editor of a job', () => {
  let folder: string;
  let document: vscode.TextDocument;
  before(async () => {
    await connectedOutrunner();
    folder = await mkdtemp(join(tmpdir(), 'outrunner-host-'));
    const file = join(folder, 'deploy.job.yaml');
    await writeFile(file, JOB);
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

  it('folds a script', async () => {
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      document.uri,
    );
    assert.ok(folds.some(({ start, end }) => start === 8 && end === 10));
  });
});
