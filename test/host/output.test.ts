import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { stepNodes } from '../../extension/executions/step-nodes.ts';
import { COMMANDS } from '../../extension/ids/commands.ts';
import type { TreeNode } from '../../extension/tree/tree-node.ts';
import type { Client } from '../../protocol/client/client.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import { connectedOutrunner, type Outrunner, PROJECT, somebodyElse } from './outrunner.ts';
import { storeJobs } from './stored-jobs.ts';
import { terminalText } from './terminal-text.ts';

const NODES = `app1: {node-executor: local, tags: app}
app2: {node-executor: local, tags: app}
`;
const JOBS = (folder: string) => `- name: release
  nodefilters:
    filter: 'tags: app'
    dispatch: {threadcount: '1', keepgoing: true}
  sequence:
    strategy: sequential
    commands:
    - exec: 'echo "first on \${node.name}"; echo "a warning" >&2'
    - exec: 'echo "second on \${node.name}"; test "\${node.name}" = app1 || { echo "broken" >&2; exit 3; }'
- name: slow
  sequence:
    commands:
    - exec: 'echo begun; until [ -e ${folder}/go ]; do sleep 0.1; done; echo done'
- name: chatty
  sequence:
    commands:
    - exec: seq 1 3000
`;

describe('the output of an execution', () => {
  let all: Outrunner;
  let other: Client;
  let folder: string;
  let release: Execution;
  before(async () => {
    all = await connectedOutrunner();
    other = await somebodyElse(all);
    folder = await mkdtemp(join(tmpdir(), 'outrunner-host-'));
    await other.setSourceNodes({
      params: { project: PROJECT, index: 1 },
      query: { format: 'yaml' },
      body: { text: NODES, mediaType: 'application/yaml' },
    });
    await storeJobs(other, JOBS(folder));
    await all.localRunner();
    release = await started('release', (it) => it.status === 'failed');
  });
  after(async () => {
    other.close();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(folder, { recursive: true, force: true });
  });

  /** Starts a job as another user. Resolves to its execution once `expected` returns true. */
  const started = async (name: string, expected: (execution: Execution) => boolean): Promise<Execution> => {
    const { id: job } = await all.seen(name, (model) => model.jobs.find((it) => it.name === name));
    const { id } = await other.runJob({ params: { job } });
    return all.seen(`execution ${id} of ${name}`, (model) =>
      model.executions.find((it) => it.id === id && expected(it)),
    );
  };
  const subject = ({ id }: Execution) => ({ kind: 'execution', executionId: id });
  const shown = (): vscode.TextEditor => {
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.scheme, 'outrunner-output');
    return editor;
  };
  const selectedLine = ({ document, selection }: vscode.TextEditor): string =>
    document.lineAt(selection.active.line).text;

  it('opens as a read-only document whose lines have time, stream, step and node', async () => {
    await all.run(COMMANDS.showFullOutput, [], subject(release));
    const { document } = shown();
    const text = document.getText();
    assert.match(text, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z OUT 1 app1 \| first on app1$/m);
    assert.match(text, /Z ERR 2 app2 \| broken$/m);
    assert.equal(vscode.workspace.fs.isWritableFileSystem('outrunner-output'), false);
    assert.match(document.uri.path, new RegExp(`^/#${release.id} release\\.log$`));
  });

  it('folds and outlines by step and node', async () => {
    await all.run(COMMANDS.showFullOutput, [], subject(release));
    const { document } = shown();
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      document.uri,
    );
    const second = folds.find(({ start }) => / LOG 2 /.test(document.lineAt(start).text));
    assert.match(document.lineAt(second?.end ?? 0).text, / 2 app2 \| /);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    assert.deepEqual(
      symbols.map(({ name, children }) => [name, ...children.map((it) => `${it.name} ${it.detail}`)]),
      [
        ['Step 1', 'app1 ', 'app2 '],
        ['Step 2', 'app1 ', 'app2 failed'],
      ],
    );
  });

  it('can be scrolled to the stderr of the step that failed first, past an earlier warning', async () => {
    await all.run(COMMANDS.showFullOutput, [], subject(release));
    await all.run(COMMANDS.goToFirstError);
    assert.match(selectedLine(shown()), / ERR 2 app2 \| broken$/);
  });

  it('can be searched from the cursor to the end, and then from the start', async () => {
    await all.run(COMMANDS.showFullOutput, [], subject(release));
    for (const node of ['app1', 'app2', 'app1']) {
      await all.run(COMMANDS.findInOutput, ['FIRST on app']);
      const { document, selection } = shown();
      assert.equal(document.getText(selection), 'first on app');
      assert.match(document.lineAt(selection.active.line).text, new RegExp(` ${node} \\| first on ${node}$`));
    }
  });

  it('is revealed at the lines of a step or node by a click on its row', async () => {
    const state = await other.getExecutionState({ params: { execution: release.id } });
    const rows = stepNodes(release.id, { kind: 'known', state });
    const [first, second] = rows;
    const click = async (row: TreeNode | undefined) => {
      assert.ok(row?.command);
      await all.run(row.command, [], row.subject);
      return selectedLine(shown());
    };
    assert.match(await click(first), / 1 app1 \| /);
    assert.match(await click(first?.children?.[1]), / 1 app2 \| /);
    assert.match(await click(second?.children?.[1]), / ERR 2 app2 \| broken$/);
  });

  it('can be shown for a single node', async () => {
    await all.run(COMMANDS.showNodeOutput, ['app2'], subject(release));
    const { document } = shown();
    const lines = document.getText().trimEnd().split('\n');
    assert.ok(lines.length > 4 && lines.every((line) => / app2 \| /.test(line)), document.getText());
    assert.match(document.uri.path, / on app2\.log$/);
  });

  it('can be saved as a file', async () => {
    await all.run(COMMANDS.showFullOutput, [], subject(release));
    const file = join(folder, 'saved.log');
    await all.run(COMMANDS.saveOutput, [file]);
    assert.equal(await readFile(file, 'utf8'), shown().document.getText());
  });

  it('grows while the execution runs', async () => {
    const slow = await started('slow', (it) => it.status === 'running');
    await all.run(COMMANDS.showFullOutput, [], subject(slow));
    const { document } = shown();
    await all.until('the first line', () => / \| begun$/m.test(document.getText()) || undefined);
    await writeFile(join(folder, 'go'), '');
    await all.until('the last line', () => / \| done$/m.test(document.getText()) || undefined);
    await all.until('the end', () => /execution \d+ succeeded/.test(document.getText()) || undefined);
  });

  it('is shortened in the terminal to its last 1,000 lines, with a link to the full output', async () => {
    const chatty = await started('chatty', (it) => it.status === 'succeeded');
    await all.run(COMMANDS.openOutput, [], subject(chatty));
    const terminal = vscode.window.terminals.find(({ name }) => name.startsWith(`#${chatty.id} chatty`));
    assert.ok(terminal);
    const text = await terminalText(terminal, /execution \d+ succeeded/);
    assert.equal(text.match(/keeps only its last 1,000 lines\. Show Full Output opens/g)?.length, 1);
    assert.doesNotMatch(text, /^1$/m);
  });
});
