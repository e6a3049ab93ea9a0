import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import type { Client } from '../../protocol/client/client.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import { connectedOutrunner, type Outrunner, PROJECT, somebodyElse } from './outrunner.ts';

const JOB = `- name: backup
  group: nightly
  description: Before
  # kept as it is written
  sequence:
    commands:
    - exec: echo "backed up"
`;

describe('jobs as documents', () => {
  let all: Outrunner;
  let other: Client;
  let folder: string;
  let job: JobOverview;
  before(async () => {
    all = await connectedOutrunner();
    other = await somebodyElse(all);
    folder = await mkdtemp(join(tmpdir(), 'outrunner-host-'));
    const file = join(folder, 'backup.yaml');
    await writeFile(file, JOB);
    await all.run(COMMANDS.importJobs, [[file]], { kind: 'project', project: PROJECT });
    job = await all.seen('the job', (model) => model.jobs.find((it) => it.name === 'backup'));
  });
  after(async () => {
    other.close();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(folder, { recursive: true, force: true });
  });

  const open = async (): Promise<vscode.TextDocument> => {
    await all.run(COMMANDS.openJob, [], { kind: 'job', jobId: job.id, project: PROJECT });
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document?.uri.scheme === 'outrunner-job');
    return document;
  };
  const replace = async (document: vscode.TextDocument, from: string, to: string): Promise<void> => {
    const edit = new vscode.WorkspaceEdit();
    const text = document.getText();
    const start = text.indexOf(from);
    assert.ok(start >= 0, `${from} is not in ${text}`);
    edit.replace(
      document.uri,
      new vscode.Range(document.positionAt(start), document.positionAt(start + from.length)),
      to,
    );
    await vscode.workspace.applyEdit(edit);
  };
  const stored = async (): Promise<string> => (await other.getJobText({ params: { job: job.id } })).text;

  it('open in the language of jobs with the stored text', async () => {
    const document = await open();
    assert.equal(document.languageId, 'outrunner-job');
    assert.match(document.getText(), /# kept as it is written/);
    assert.equal(document.isDirty, false);
  });

  it('save the edited text', async () => {
    const document = await open();
    await replace(document, 'Before', 'After');
    assert.equal(await document.save(), true);
    assert.match(await stored(), /description: After\n[\s\S]*# kept as it is written/);
    await all.seen('the new description', (model) => model.jobs.find((it) => it.description === 'After'));
  });

  it('show errors while the user types, and none for valid text', async () => {
    const document = await open();
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
    const marked = diagnosticsOf(document.uri, (found) => found.length > 0);
    await replace(document, 'description: After', 'descripton: After');
    const [mark] = await marked;
    assert.equal(mark?.source, 'Outrunner');
    assert.match(mark.message, /descripton/);
    assert.equal(document.getText(mark.range), 'descripton');
    const cleared = diagnosticsOf(document.uri, (found) => found.length === 0);
    await replace(document, 'descripton: After', 'description: After');
    await cleared;
    await document.save();
  });

  it('describe keys on hover, and complete keys', async () => {
    const document = await open();
    const at = document.positionAt(document.getText().indexOf('sequence:'));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      at,
    );
    const told = hovers
      .flatMap(({ contents }) => contents)
      .map((it) => (typeof it === 'string' ? it : it.value));
    assert.match(told.join(), /The steps and their order/);
    await replace(document, '  sequence:', '  opt\n  sequence:');
    const offered = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      document.positionAt(document.getText().indexOf('opt\n') + 3),
    );
    assert.ok(offered.items.some(({ label }) => label === 'options'));
    await replace(document, '  opt\n  sequence:', '  sequence:');
    await document.save();
  });

  it('reject an invalid save, and change neither the text in the editor nor the stored text', async () => {
    const document = await open();
    const before = await stored();
    await replace(document, 'sequence:', 'sequenze:');
    assert.equal(await document.save(), false);
    assert.equal(document.isDirty, true);
    assert.match(document.getText(), /sequenze/);
    assert.equal(await stored(), before);
    await replace(document, 'sequenze:', 'sequence:');
    await document.save();
    assert.equal(document.isDirty, false);
  });

  it('show changes by others if the document has no unsaved edits', async () => {
    const document = await open();
    const changed = nextChange(document);
    const { revision, text } = await other.getJobText({ params: { job: job.id } });
    await other.setJobText({
      params: { job: job.id },
      body: { text: text.replace('After', 'From elsewhere'), revision },
    });
    await changed;
    assert.match(document.getText(), /From elsewhere/);
    assert.equal(document.isDirty, false);
  });

  it('do not overwrite concurrent changes by others, and lose neither version', async () => {
    const document = await open();
    await replace(document, 'From elsewhere', 'Mine');
    const { revision, text } = await other.getJobText({ params: { job: job.id } });
    await other.setJobText({
      params: { job: job.id },
      body: { text: text.replace('From elsewhere', 'Theirs'), revision },
    });
    assert.equal(await document.save(), false);
    assert.match(await stored(), /Theirs/);
    assert.match(document.getText(), /Mine/);
    assert.equal(document.isDirty, true);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    assert.match(document.getText(), /Theirs/);
  });

  it('do not overwrite concurrent changes by others even if the text has the same length', async () => {
    const document = await open();
    await replace(document, 'Theirs', 'Mine');
    const { revision, text } = await other.getJobText({ params: { job: job.id } });
    await other.setJobText({
      params: { job: job.id },
      body: { text: text.replace('Theirs', 'Others'), revision },
    });
    assert.equal(await document.save(), false);
    assert.match(await stored(), /Others/);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('are exported to a file', async () => {
    const file = join(folder, 'exported.yaml');
    await all.run(COMMANDS.exportJobs, [file], { kind: 'job', jobId: job.id, project: PROJECT });
    assert.match(await readFile(file, 'utf8'), /name: backup/);
  });

  it('are created by New Job…, with the Local Runner if no tag is chosen', async () => {
    await all.run(COMMANDS.newJob, ['restore', 'nightly', []], { kind: 'project', project: PROJECT });
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /name: "?restore"?/);
    assert.match(text, /LOCAL_RUNNER/);
  });

  it('are deleted after a confirmation', async () => {
    const made = await all.seen('the job', (model) => model.jobs.find((it) => it.name === 'restore'));
    await all.run(COMMANDS.deleteJob, [true], { kind: 'job', jobId: made.id, project: PROJECT });
    await all.seen('the removal of the job', (model) =>
      model.jobs.every((it) => it.id !== made.id) ? true : undefined,
    );
  });
});

/**
 * Resolves with the diagnostics once a change makes `isWanted` return true. Skips other changes, because the check of
 * an earlier edit may still be pending.
 */
function diagnosticsOf(
  uri: vscode.Uri,
  isWanted: (found: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  return new Promise((resolve) => {
    const listening = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (!uris.some((it) => it.toString() === uri.toString())) return;
      const found = vscode.languages.getDiagnostics(uri);
      if (!isWanted(found)) return;
      listening.dispose();
      resolve(found);
    });
  });
}

function nextChange(document: vscode.TextDocument): Promise<void> {
  return new Promise((resolve) => {
    const listening = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document || event.contentChanges.length === 0) return;
      listening.dispose();
      resolve();
    });
  });
}
