import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import type { Client } from '../../protocol/client/client.ts';
import { connectedOutrunner, type Outrunner, somebodyElse } from './outrunner.ts';
import { storeJobs } from './stored-jobs.ts';

const JOBS = `- name: compile
  sequence:
    commands:
    - exec: echo "/builds/7/linked/src/tool.c:2:3 is wrong"; echo "see same.c:1:1 or ../../../etc/passwd:1"
`;

describe('links from output to files', () => {
  let all: Outrunner;
  let other: Client;
  let folder: string;
  let execution: number;
  before(async () => {
    all = await connectedOutrunner();
    other = await somebodyElse(all);
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace);
    folder = join(workspace.uri.fsPath, 'linked');
    for (const [path, text] of Object.entries({
      'src/tool.c': 'int a;\nint b;\n',
      'one/same.c': '',
      'two/same.c': '',
    })) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await all.localRunner();
    const [job] = await storeJobs(other, JOBS);
    assert.ok(job);
    ({ id: execution } = await other.runJob({ params: { job }, body: {} }));
    await all.seen('the end', ({ executions }) =>
      executions.find(({ id, status }) => id === execution && status === 'succeeded'),
    );
  });
  after(async () => {
    other.close();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(folder, { recursive: true, force: true });
  });

  /** Shows the output. Returns its document and its links. */
  async function links() {
    await all.run(COMMANDS.showFullOutput, [], { kind: 'execution', executionId: execution });
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document);
    const found = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
    );
    const named = (text: string) => {
      const link = found.find(({ range }) => document.getText(range) === text);
      assert.ok(link?.target, `no link ${text} among ${found.map(({ range }) => document.getText(range))}`);
      return link.target;
    };
    return { document, named };
  }

  /** Invokes the command of a link, as a click does. Returns the path and the line of the editor that it opens. */
  async function click(target: vscode.Uri, answers: readonly unknown[] = []) {
    const [subject] = JSON.parse(decodeURIComponent(target.query)) as unknown[];
    assert.equal(target.path, COMMANDS.openReferencedFile);
    await all.run(COMMANDS.openReferencedFile, answers, subject);
    const editor = vscode.window.activeTextEditor;
    return [vscode.workspace.asRelativePath(editor?.document.uri ?? ''), editor?.selection.active.line];
  }

  it('open the file of the workspace with the path in the line', async () => {
    const { named } = await links();
    assert.deepEqual(await click(named('/builds/7/linked/src/tool.c:2:3')), ['linked/src/tool.c', 1]);
  });

  it('offer a choice if several files match', async () => {
    const { named } = await links();
    assert.deepEqual(await click(named('same.c:1:1'), ['linked/two/same.c']), ['linked/two/same.c', 0]);
  });

  it('open no file outside of the workspace', async () => {
    const { named, document } = await links();
    await click(named('../../../etc/passwd:1'));
    assert.match(all.person.told.at(-1) ?? '', /No file of this workspace matches "etc\/passwd"/);
    assert.equal(vscode.window.activeTextEditor?.document, document);
  });

  it('open the file with the path in the line at the cursor', async () => {
    const { document } = await links();
    const line = document
      .getText()
      .split('\n')
      .findIndex((it) => it.includes('tool.c'));
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    editor.selection = new vscode.Selection(line, 0, line, 0);
    await all.run(COMMANDS.openReferencedFile);
    assert.equal(
      vscode.workspace.asRelativePath(vscode.window.activeTextEditor?.document.uri ?? ''),
      'linked/src/tool.c',
    );
  });
});
