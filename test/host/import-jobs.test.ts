import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import { DISMISS } from '../../extension/testing/scripted-person.ts';
import type { Client } from '../../protocol/client/client.ts';
import type { JobId } from '../../protocol/ids.ts';
import { connectedOutrunner, type Outrunner, PROJECT, somebodyElse } from './outrunner.ts';

const jobs = (names: readonly string[]) =>
  names
    .map((name) => `- name: ${name}\n  sequence:\n    commands:\n    - exec: echo from the file\n`)
    .join('');

describe('imports of existing jobs', () => {
  let all: Outrunner;
  let other: Client;
  let folder: string;
  let file: string;
  let id: JobId;
  before(async () => {
    all = await connectedOutrunner();
    other = await somebodyElse(all);
    folder = await mkdtemp(join(tmpdir(), 'outrunner-host-'));
    file = join(folder, 'imported.yaml');
    await writeFile(file, jobs(['imported', 'untouched']));
    await all.run(COMMANDS.importJobs, [[file]], project);
    id = (await all.seen('the job', (model) => model.jobs.find((it) => it.name === 'imported'))).id;
  });
  after(async () => {
    other.close();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(folder, { recursive: true, force: true });
  });

  const project = { kind: 'project', project: PROJECT };
  const stored = async () => (await other.getJobText({ params: { job: id } })).text;
  const edit = async () => {
    const { text, revision } = await other.getJobText({ params: { job: id } });
    const body = { text: text.replace(/echo .*/, 'echo edited'), revision };
    await other.setJobText({ params: { job: id }, body });
  };

  it('prompt for nothing if the jobs are unchanged', async () => {
    await all.run(COMMANDS.importJobs, [[file]], project);
    assert.match(all.person.told.join(), /0 jobs imported into host\. 2 existing jobs are unchanged\./);
  });

  it('keep an edited job unless the user replaces it', async () => {
    await edit();
    for (const answer of ['Keep', DISMISS]) {
      await all.run(COMMANDS.importJobs, [[file], answer], project);
      assert.match(all.person.told.join(), /Replace job "imported" in host\?/);
      assert.match(await stored(), /echo edited/);
    }
  });

  it('show a comparison of stored and imported job before the user decides', async () => {
    await all.run(COMMANDS.importJobs, [[file], 'Compare', 'Keep'], project);
    const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
    assert.ok(input instanceof vscode.TabInputTextDiff);
    const textOf = async (uri: vscode.Uri) => (await vscode.workspace.openTextDocument(uri)).getText();
    assert.match(await textOf(input.original), /echo edited/);
    assert.match(await textOf(input.modified), /echo from the file/);
    assert.match(await stored(), /echo edited/);
  });

  it('replace an edited job, and import new jobs, if the user chooses so', async () => {
    await writeFile(file, jobs(['imported', 'untouched', 'added']));
    await all.run(COMMANDS.importJobs, [[file], 'Replace'], project);
    assert.match(
      all.person.told.at(-1) ?? '',
      /1 job imported into host\. 1 job replaced\. 1 existing job is unchanged\./,
    );
    assert.match(await stored(), /echo from the file/);
    await all.seen('the new job', (model) => model.jobs.find((it) => it.name === 'added'));
  });

  it('do not overwrite a job that others save at the same time', async () => {
    await edit();
    all.person.answers([[file], 'Compare']);
    const decision = Promise.withResolvers<boolean>();
    const { prompts } = all.services.context;
    const { choose } = prompts;
    const asked = Promise.withResolvers<void>();
    prompts.choose = async <T>() => {
      asked.resolve();
      return (await decision.promise) as T;
    };
    try {
      const importing = vscode.commands.executeCommand(COMMANDS.importJobs, project);
      await asked.promise;
      const { text, revision } = await other.getJobText({ params: { job: id } });
      const body = { text: text.replace('echo edited', 'echo meanwhile'), revision };
      await other.setJobText({ params: { job: id }, body });
      decision.resolve(true);
      await importing;
    } finally {
      prompts.choose = choose;
    }
    assert.match(all.person.told.at(-1) ?? '', /1 of .* not imported.*imported/);
    assert.match(await stored(), /echo meanwhile/);
  });
});
