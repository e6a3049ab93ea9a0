import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { OTHER_YAML } from '../../job-language/language-service/testing/other-yaml.ts';
import { connectedOutrunner } from './outrunner.ts';

/** A job with a misspelt key in its second line. */
const JOB = `- name: deploy
  descripton: Misspelt
  sequence:
    commands:
    - exec: ls
`;

describe('the recognition of documents with jobs', () => {
  let folder: string;
  before(async () => {
    await connectedOutrunner();
    folder = await mkdtemp(join(tmpdir(), 'outrunner-host-'));
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(folder, { recursive: true, force: true });
  });

  const file = async (name: string, text: string): Promise<vscode.TextDocument> => {
    await writeFile(join(folder, name), text);
    return vscode.workspace.openTextDocument(join(folder, name));
  };
  const untitled = (language: string, content: string) =>
    vscode.workspace.openTextDocument({ language, content });
  const codes = ({ uri }: vscode.TextDocument) =>
    vscode.languages.getDiagnostics(uri).map(({ code }) => code);
  /** Resolves when a document has exactly these problems. */
  const marked = (document: vscode.TextDocument, wanted: readonly string[]) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (codes(document).join() !== wanted.join()) return;
        listening.dispose();
        resolve();
      };
      const listening = vscode.languages.onDidChangeDiagnostics(look);
      look();
    });
  const titles = async ({ uri }: vscode.TextDocument) => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      uri,
      10,
    );
    return lenses.map(({ command }) => command?.title);
  };
  const hovers = async ({ uri }: vscode.TextDocument, line: number) =>
    await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      new vscode.Position(line, 3),
    );
  const outline = async ({ uri }: vscode.TextDocument) => {
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      uri,
    );
    return symbols?.map(({ name }) => name) ?? [];
  };

  const opened: Readonly<Record<string, () => Thenable<vscode.TextDocument>>> = {
    'a file whatever.yml': () => file('whatever.yml', JOB),
    'an untitled document in YAML': () => untitled('yaml', JOB),
    'an untitled document in the language of jobs': () => untitled('outrunner-job', JOB),
  };
  for (const [title, open] of Object.entries(opened))
    it(`gives ${title} problems, lenses, descriptions and an outline`, async () => {
      const document = await open();
      await marked(document, ['unknown-key']);
      assert.deepEqual(await titles(document), ['Run as Draft', 'Preview']);
      assert.equal((await hovers(document, 2)).length, 1);
      assert.deepEqual(await outline(document), ['deploy']);
    });

  it('gives a document its features while it contains a job, and removes them afterwards', async () => {
    const document = await untitled('yaml', 'services:\n  web: {}\n');
    const replace = async (text: string) => {
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
      await vscode.workspace.applyEdit(edit);
    };
    await replace(JOB);
    await marked(document, ['unknown-key']);
    assert.deepEqual(await outline(document), ['deploy']);
    await replace('services:\n  web: {}\n');
    await marked(document, []);
    assert.deepEqual(await titles(document), []);
  });

  it('gives other YAML no problem, lens or description', async () => {
    const others = await Promise.all(
      Object.values(OTHER_YAML).map((text, index) => file(`other-${index}.yaml`, text)),
    );
    // Once a document that was opened later shows its problems, the other documents have been checked too.
    const job = await file('last.yml', JOB);
    await marked(job, ['unknown-key']);
    for (const document of others) {
      assert.deepEqual(codes(document), []);
      assert.deepEqual(await titles(document), []);
      assert.deepEqual(await hovers(document, 0), []);
    }
  });
});
