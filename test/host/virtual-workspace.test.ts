import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import type { Client } from '../../protocol/client/client.ts';
import { JobId, ProjectName } from '../../protocol/ids.ts';
import { MemoryFileSystem } from './memory-file-system.ts';
import { connectedOutrunner, type Outrunner, somebodyElse } from './outrunner.ts';

const SCHEME = 'outrunner-memory';
const VIRTUAL = ProjectName.parse('virtual');
const ID = JobId.parse('virtual-job');
const project = { kind: 'project', project: VIRTUAL };

const jobText = (name: string, words = name, more = '') => `- name: ${name}
  ${more}
  sequence:
    commands:
    - exec: echo ${words}
`;

describe('a folder of a virtual workspace', () => {
  let all: Outrunner;
  let other: Client;
  let registered: vscode.Disposable;
  const root = vscode.Uri.from({ scheme: SCHEME, path: '/repository' });
  const at = (...parts: string[]) => vscode.Uri.joinPath(root, ...parts);
  const write = (uri: vscode.Uri, text: string) => vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  const read = async (uri: vscode.Uri) => Buffer.from(await vscode.workspace.fs.readFile(uri)).toString();
  const told = () => all.person.told.join(' | ');
  const decoration = (uri: vscode.Uri, badge: string | undefined) =>
    all.until(`the mark ${badge}`, () => {
      const shown = all.services.decorations.provideFileDecoration(uri);
      return shown?.badge === badge ? (shown ?? 'no mark') : undefined;
    });
  const foldersChanged = async (change: () => boolean) => {
    const changed = new Promise<void>((resolve) => {
      const listening = vscode.workspace.onDidChangeWorkspaceFolders(() => {
        listening.dispose();
        resolve();
      });
    });
    assert.ok(change());
    await changed;
  };

  before(async () => {
    all = await connectedOutrunner();
    other = await somebodyElse(all);
    await other.createProject({ body: { name: VIRTUAL } });
    await all.seen('the project', (model) => model.projects.find(({ name }) => name === VIRTUAL));
    await all.localRunner();
    registered = vscode.workspace.registerFileSystemProvider(SCHEME, new MemoryFileSystem(), {
      isCaseSensitive: true,
    });
    await vscode.workspace.fs.createDirectory(root);
    await vscode.workspace.fs.createDirectory(at('operations'));
    await vscode.workspace.fs.createDirectory(at('operations', 'jobs'));
    const { workspaceFolders = [] } = vscode.workspace;
    // Replacing or adding the first folder would restart the extension host.
    assert.equal(workspaceFolders.length, 1);
    await foldersChanged(() => vscode.workspace.updateWorkspaceFolders(1, 0, { uri: root }));
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await foldersChanged(() => vscode.workspace.updateWorkspaceFolders(1, 1));
    registered.dispose();
    await other.deleteProject({ params: { project: VIRTUAL } });
    other.close();
  });

  it('shows the problems of a job file', async () => {
    const file = at('checked.yaml');
    await write(file, jobText('checked').replace('exec', 'exek'));
    await vscode.window.showTextDocument(file);
    const problems = await all.until('the problem', () => {
      const found = vscode.languages.getDiagnostics(file);
      return found.length === 0 ? undefined : found;
    });
    assert.ok(problems.some(({ message }) => /has no action/.test(message)));
  });

  it('provides files to import, and receives exported jobs', async () => {
    const file = at('imported file.yaml');
    await write(file, jobText('imported'));
    await all.run(COMMANDS.importJobs, [[file.toString()]], project);
    assert.match(told(), /1 job imported into virtual\./);
    await all.seen('the job', (model) =>
      model.jobs.find((job) => job.project === VIRTUAL && job.name === 'imported'),
    );
    const exported = at('exported.yaml');
    await all.run(COMMANDS.exportJobs, [exported.toString()], project);
    assert.match(await read(exported), /^ {2}name: imported$/m);
    await write(file, `${jobText('imported')}  sequenze: {}\n`.replace('exec', 'exek'));
    await all.run(COMMANDS.importJobs, [[file.toString()]], project);
    assert.match(told(), /not imported\. imported file\.yaml:\d+:/);
  });

  it('links to a project, in which its job files run as drafts and to which they are pushed', async () => {
    const file = at('operations', 'jobs', 'virtual.yaml');
    const text = jobText('virtual', 'one', `uuid: ${ID}`);
    await write(file, text);
    await write(at('operations', 'outrunner.json'), JSON.stringify({ project: VIRTUAL }));
    await decoration(file, '+');
    await all.run(COMMANDS.runDraft, [], file);
    const draft = await all.seen('the end of the draft', (model) =>
      model.executions.find((it) => it.draft?.name === 'virtual' && it.status === 'succeeded'),
    );
    assert.equal(draft.project, VIRTUAL);
    await all.run(COMMANDS.pushJobs, [['virtual']], at('operations', 'outrunner.json'));
    assert.equal((await other.getJobText({ params: { job: ID } })).text, text);
    await decoration(file, undefined);
  });

  it('receives the changes of the coordinator', async () => {
    const file = at('operations', 'jobs', 'virtual.yaml');
    const { text, revision } = await other.getJobText({ params: { job: ID } });
    const body = { text: text.replace('echo one', 'echo two'), revision };
    await other.setJobText({ params: { job: ID }, body });
    await decoration(file, '↓');
    await all.run(COMMANDS.pullJobs, [['virtual']], at('operations', 'outrunner.json'));
    assert.match(await read(file), /echo two/);
  });
});
