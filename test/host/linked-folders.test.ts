import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import type { Client } from '../../protocol/client/client.ts';
import { JobId, ProjectName } from '../../protocol/ids.ts';
import { connectedOutrunner, type Outrunner, somebodyElse } from './outrunner.ts';

/** A separate project, because jobs of other suites would appear as jobs that only the coordinator has. */
const LINKED = ProjectName.parse('linked');
const ID = 'linked-folder-job';
const params = { job: JobId.parse(ID) };

const jobText = (first: string, last = 'end') => `# A comment
- name: linked
  group: folders
  uuid: ${ID}
  sequence:
    commands:
      - exec: echo ${first}
      - exec: echo a
      - exec: echo b
      - exec: echo ${last}
`;

describe('a folder with outrunner.json', () => {
  let all: Outrunner;
  let other: Client;
  let root: vscode.Uri;
  let file: vscode.Uri;
  const at = (...parts: string[]) => vscode.Uri.joinPath(root, ...parts);
  const write = (uri: vscode.Uri, text: string) => vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  const read = async () => Buffer.from(await vscode.workspace.fs.readFile(file)).toString('utf8');
  const stored = async () => (await other.getJobText({ params })).text;
  const told = () => all.person.told.join(' | ');
  /** Saves the job as another user would. */
  const editThere = async (change: (text: string) => string) => {
    const { text, revision } = await other.getJobText({ params });
    const saved = await other.setJobText({ params, body: { text: change(text), revision } });
    await all.seen('the revision', (model) =>
      model.jobs.find((job) => job.id === ID && job.revision === saved.revision),
    );
  };
  const decoration = (badge: string | undefined) =>
    all.until(`the mark ${badge}`, () => {
      const shown = all.services.decorations.provideFileDecoration(file);
      return shown?.badge === badge ? (shown ?? 'no mark') : undefined;
    });

  before(async () => {
    all = await connectedOutrunner();
    other = await somebodyElse(all);
    await other.createProject({ body: { name: LINKED } });
    await all.seen('the project', (model) => model.projects.find(({ name }) => name === LINKED));
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    root = vscode.Uri.joinPath(folder.uri, 'linked');
    file = at('jobs', 'folders', 'linked.yaml');
  });
  after(async () => {
    await other.deleteProject({ params: { project: LINKED } });
    other.close();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(root, { recursive: true });
  });

  it('is offered where no folder is linked', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const link = vscode.Uri.joinPath(folder.uri, 'outrunner.json');
    await all.run(COMMANDS.pushJobs);
    assert.match(told(), /No folder of this workspace is linked to a project/);
    await all.run(COMMANDS.pushJobs, ['Link Folder…', LINKED]);
    const text = Buffer.from(await vscode.workspace.fs.readFile(link)).toString('utf8');
    assert.deepEqual(JSON.parse(text), { project: LINKED, jobs: 'jobs' });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(link);
  });

  it('marks a file that only the folder has, and creates its job', async () => {
    await write(at('outrunner.json'), JSON.stringify({ project: LINKED }));
    await write(file, jobText('one'));
    await decoration('+');
    await all.run(COMMANDS.pushJobs, [['folders/linked']], at('outrunner.json'));
    assert.match(told(), /1 job pushed to linked\./);
    assert.equal(await stored(), jobText('one'));
    await decoration(undefined);
  });

  it('marks a changed file, and saves it before it is pushed', async () => {
    const editor = await vscode.window.showTextDocument(file);
    const { document } = editor;
    const offset = document.getText().indexOf('one');
    const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + 3));
    await editor.edit((edit) => edit.replace(range, 'two'));
    await all.run(COMMANDS.pushJobs, [true, ['folders/linked']]);
    assert.match(told(), /Save folders\/linked\.yaml first\?/);
    assert.equal(document.isDirty, false);
    assert.equal(await stored(), jobText('two'));
  });

  it('compares a file with the coordinator in a diff editor, in which the file can be edited', async () => {
    await write(file, jobText('three'));
    await decoration('↑');
    await all.run(COMMANDS.compareJobs, [], file);
    const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
    assert.ok(input instanceof vscode.TabInputTextDiff);
    assert.equal(input.modified.toString(), file.toString());
    assert.equal((await vscode.workspace.openTextDocument(input.original)).getText(), jobText('two'));
    await all.run(COMMANDS.compareJobs, ['folders/linked'], at('outrunner.json'));
    await all.run(COMMANDS.pushJobs, [['folders/linked']]);
    await decoration(undefined);
  });

  it('marks a job that the coordinator changed, and pulls it', async () => {
    await editThere((text) => text.replace('echo three', 'echo four'));
    await decoration('↓');
    await all.run(COMMANDS.pullJobs, [['folders/linked']]);
    assert.match(told(), /1 job pulled from linked\./);
    assert.equal(await read(), jobText('four'));
    await decoration(undefined);
    await all.run(COMMANDS.pullJobs);
    assert.match(told(), /The coordinator has no changes to pull\./);
  });

  it('merges changes of both sides into the file', async () => {
    await write(file, jobText('here'));
    await editThere((text) => text.replace('echo end', 'echo there'));
    await decoration('!');
    await all.run(COMMANDS.pullJobs, ['Merge']);
    assert.equal(await read(), jobText('here', 'there'));
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), file.toString());
    await decoration('↑');
    await all.run(COMMANDS.pushJobs, [['folders/linked']]);
    assert.equal(await stored(), jobText('here', 'there'));
  });

  it('writes conflict markers where changes overlap, and pushes the file once they are resolved', async () => {
    await write(file, jobText('mine', 'there'));
    await editThere((text) => text.replace('echo here', 'echo theirs'));
    await all.run(COMMANDS.pushJobs, ['Resolve Conflicts…', 'Merge']);
    assert.match(told(), /overlapping changes/);
    assert.match(await read(), /<{7} this folder\n.*mine\n={7}\n.*theirs\n>{7} coordinator\n/);
    await all.run(COMMANDS.pushJobs, ['Open File']);
    assert.match(told(), /jobs\/folders\/linked\.yaml:7: The file contains conflict markers/);
    await write(file, jobText('both', 'there'));
    await all.run(COMMANDS.pushJobs, [['folders/linked']]);
    assert.equal(await stored(), jobText('both', 'there'));
  });

  it('replaces one side of a conflict only if the user chooses so', async () => {
    await write(file, jobText('mine', 'there'));
    await editThere((text) => text.replace('echo both', 'echo theirs'));
    await all.run(COMMANDS.pullJobs, ['Compare']);
    assert.match(await stored(), /theirs/);
    assert.match(await read(), /mine/);
    await all.run(COMMANDS.pullJobs, ['Use Folder']);
    assert.match(await stored(), /mine/);
    await write(file, jobText('again', 'there'));
    await editThere((text) => text.replace('echo mine', 'echo theirs'));
    await all.run(COMMANDS.pullJobs, ['Use Coordinator']);
    assert.match(await read(), /theirs/);
  });

  it('deletes the job of a deleted file only after a confirmation', async () => {
    await all.run(COMMANDS.pullJobs);
    await vscode.workspace.fs.delete(file);
    await all.run(COMMANDS.pushJobs, [['folders/linked'], false]);
    assert.match(told(), /Delete 1 job of linked on embedded coordinator\?/);
    assert.match(await stored(), /linked/);
    await all.run(COMMANDS.pushJobs, [['folders/linked'], true]);
    await assert.rejects(stored());
    await all.seen('no job', (model) => !model.jobs.some((job) => job.id === ID) || undefined);
  });

  it('refuses a link to another coordinator, an unknown key, and a symbolic link out of the folder', async () => {
    const link = (content: object) => write(at('outrunner.json'), JSON.stringify(content));
    await link({ project: LINKED, coordinator: 'https://coordinator.example.org' });
    await all.run(COMMANDS.pushJobs, [], at('outrunner.json'));
    assert.match(told(), /links this folder to the coordinator https:\/\/coordinator\.example\.org/);
    await link({ project: LINKED, token: 'x' });
    await all.run(COMMANDS.pushJobs, [], at('outrunner.json'));
    assert.match(told(), /unknown key "token"/);
    await link({ project: LINKED });
    await symlink('/etc/hostname', at('jobs', 'outside.yaml').fsPath);
    await all.run(COMMANDS.pushJobs, [], at('outrunner.json'));
    assert.match(told(), /jobs\/outside\.yaml:1: .*not a regular file/);
    await vscode.workspace.fs.delete(at('jobs', 'outside.yaml'));
  });
});
