import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import { connectedOutrunner, type Outrunner, PROJECT } from './outrunner.ts';

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

const FAILING = `- name: failing
  sequence:
    commands:
    - exec: exit 3
`;

describe('the editor of a job', () => {
  let all: Outrunner;
  let job: JobOverview;
  let folder: string;
  let document: vscode.TextDocument;
  before(async () => {
    all = await connectedOutrunner();
    folder = await mkdtemp(join(tmpdir(), 'outrunner-host-'));
    const file = join(folder, 'deploy.job.yaml');
    await writeFile(file, JOB);
    const tagged = join(folder, 'tagged.yaml');
    await writeFile(tagged, TAGGED);
    await all.run(COMMANDS.importJobs, [[tagged]], { kind: 'project', project: PROJECT });
    job = await all.seen('the job', (model) => model.jobs.find(({ name }) => name === 'tagged'));
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

  it('shows on hover which runners and nodes match now, and when the schedule fires next', async () => {
    const added =
      "  runnerSelector: { filter: editing }\n  nodefilters: { filter: 'name: nowhere' }\n  schedule: { crontab: 0 0 4 1 1 ? 2099 }\n  timeZone: UTC\n";
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(2, 0), added);
    await vscode.workspace.applyEdit(edit);
    const hover = async (text: string) => {
      const found = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        document.positionAt(document.getText().indexOf(text) + 1),
      );
      return found
        .flatMap(({ contents }) => contents)
        .map((it) => (typeof it === 'string' ? it : it.value))
        .join('\n');
    };
    const shown = [await hover('editing'), await hover('nowhere'), await hover('0 0 4')];
    await vscode.commands.executeCommand('undo');
    assert.match(shown[0] ?? '', /Matches no runners now/);
    assert.match(shown[1] ?? '', /Selects 0 of \d+ nodes? now/);
    assert.match(shown[2] ?? '', /Fires next, in UTC:\s+- `Thu 2099-01-01 04:00:00`/);
    assert.equal(document.getText(), JOB);
  });

  it('folds a script', async () => {
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      document.uri,
    );
    assert.ok(folds.some(({ start, end }) => start === 8 && end === 10));
  });

  const positionIn = (text: string, offset = 0) =>
    document.positionAt(document.getText().indexOf(text) + offset);

  it('navigates from a reference to the definition of the option, and finds its references', async () => {
    const at = positionIn('option.version', 8);
    const [definition] = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      at,
    );
    assert.equal(definition?.range.start.line, 3);
    const references = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      document.uri,
      at,
    );
    assert.deepEqual(references.map(({ range }) => range.start.line).toSorted(), [3, 7]);
  });

  it('renames an option with its references', async () => {
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      positionIn('name: version', 8),
      'release',
    );
    const changes = edit.get(document.uri);
    assert.deepEqual(
      changes.map(({ newText, range }) => [newText, document.getText(range)]),
      [
        ['release', 'version'],
        ['release', 'version'],
      ],
    );
  });

  it('renames a job with its references in another open document', async () => {
    const other = await vscode.workspace.openTextDocument({
      language: 'yaml',
      content:
        '- name: nightly\n  sequence:\n    commands:\n    - jobref: { name: deploy, group: web }\n    - jobref: { name: deploy }\n',
    });
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      positionIn('name: deploy', 8),
      'release',
    );
    const lines = (uri: vscode.Uri) => edit.get(uri).map(({ range }) => range.start.line);
    assert.deepEqual([lines(document.uri), lines(other.uri)], [[0], [3]]);
  });

  it('formats a job file without changing its jobs', async () => {
    const untidy = JOB.replace('  group: web', '  group:    web').replace('exec: ', 'exec:    ');
    const opened = await vscode.workspace.openTextDocument({ language: 'yaml', content: untidy });
    const edits = await vscode.commands.executeCommand<vscode.TextEdit[]>(
      'vscode.executeFormatDocumentProvider',
      opened.uri,
      { tabSize: 2, insertSpaces: true },
    );
    const edit = new vscode.WorkspaceEdit();
    edit.set(opened.uri, edits);
    await vscode.workspace.applyEdit(edit);
    assert.equal(opened.getText(), JOB);
  });

  it('navigates from a job reference to the stored job', async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(JOB.length), '    - jobref: { name: tagged }\n');
    await vscode.workspace.applyEdit(edit);
    const [definition] = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      positionIn('name: tagged', 8),
    );
    await vscode.commands.executeCommand('undo');
    assert.equal(definition?.uri.scheme, 'outrunner-job');
    assert.match(definition.uri.path, /tagged\.yaml$/);
  });

  it('offers the suggestion of a problem as the preferred quick fix', async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(
      document.uri,
      new vscode.Range(positionIn('group: web'), positionIn('group: web', 5)),
      'gruop',
    );
    const marked = new Promise<void>((resolve) => {
      const listening = vscode.languages.onDidChangeDiagnostics(() => {
        if (!vscode.languages.getDiagnostics(document.uri).some(({ code }) => code === 'unknown-key')) return;
        listening.dispose();
        resolve();
      });
    });
    await vscode.workspace.applyEdit(edit);
    await marked;
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(positionIn('gruop'), positionIn('gruop')),
    );
    const fix = actions.find(({ title }) => title === 'Change to "group"');
    assert.ok(fix?.edit !== undefined && fix.isPreferred === true);
    await vscode.workspace.applyEdit(fix.edit);
    assert.equal(document.getText(), JOB);
  });

  it('shows commands and runners above a stored job', async () => {
    await all.run(COMMANDS.openJob, [], { kind: 'job', jobId: job.id, project: PROJECT });
    const stored = vscode.window.activeTextEditor?.document.uri;
    assert.ok(stored);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      stored,
      10,
    );
    assert.deepEqual(
      lenses.map(({ command }) => command?.title),
      ['Run', 'Preview', 'Edit Tags', 'no runners'],
    );
  });

  it('shows the last run above a stored job, with a link to its output', async () => {
    await all.localRunner();
    const file = join(folder, 'failing.yaml');
    await writeFile(file, FAILING);
    await all.run(COMMANDS.importJobs, [[file]], { kind: 'project', project: PROJECT });
    const { id: jobId } = await all.seen('the job', (model) =>
      model.jobs.find(({ name }) => name === 'failing'),
    );
    const subject = { kind: 'job', jobId, project: PROJECT };
    await all.run(COMMANDS.openJob, [], subject);
    const stored = vscode.window.activeTextEditor?.document.uri;
    assert.ok(stored);
    const last = async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        stored,
        10,
      );
      return lenses.at(-1)?.command;
    };
    assert.equal((await last())?.title, 'Edit Tags');
    await all.run(COMMANDS.runJob, [], subject);
    const execution = await all.seen('the end of the execution', (model) =>
      model.executions.find(({ job, status }) => job?.id === jobId && status === 'failed'),
    );
    const command = await last();
    assert.match(command?.title ?? '', /^failed at \d/);
    assert.equal(command?.command, COMMANDS.openOutput);
    assert.deepEqual(command.arguments, [{ kind: 'execution', executionId: execution.id }]);
  });
});
