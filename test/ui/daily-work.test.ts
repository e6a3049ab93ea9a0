import assert from 'node:assert/strict';
import type { Client } from '../../protocol/client/client.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { somebodyElseAt } from './coordinator-of.ts';
import { writeJobFile } from './job-file.ts';
import { ShellCommand } from './shell-command.ts';
import { useWorkbench } from './use-workbench.ts';

describe('the extension in daily work', function () {
  this.bail(true);
  const workbench = useWorkbench();
  let other: Client;
  let runner: ShellCommand;
  before(async () => {
    const { sideBar, palette, messages, folder } = workbench();
    await writeJobFile(folder);
    await sideBar.open('Outrunner');
    await palette.run('Outrunner: Start Embedded Coordinator');
    await sideBar.row(/^Local Runner, Healthy/).waitFor();
    await palette.run('Outrunner: Create Project…');
    await palette.answer('Create Project (1/2)', 'operations');
    await palette.answer('Create Project (2/2)', '');
    await sideBar.row(/^Project operations/).waitFor();
    await palette.run('Outrunner: Import Jobs…');
    await palette.step('Import Jobs into operations');
    await palette.choose('jobs.yaml');
    await messages.notification('3 jobs imported into operations.').waitFor();
    other = await somebodyElseAt(workbench());
  });
  after(() => {
    other?.close();
    runner?.kill();
  });

  it('shows a stopped runner as down', async () => {
    const { sideBar, palette, messages } = workbench();
    await palette.run('Outrunner: Create Runner…');
    await palette.answer('Create Runner (1/6)', 'edge-1');
    await palette.answer('Create Runner (2/6)', '');
    await palette.answer('Create Runner (3/6)', 'lab');
    await palette.step('Create Runner (4/6)');
    await workbench().page.keyboard.press('Enter');
    await palette.step('Create Runner (5/6)');
    await palette.choose('Linux');
    await palette.step('Create Runner (6/6)');
    await palette.choose('Persistent Replicas');
    await messages.press('Runner "edge-1" created', 'Copy Install Command');
    runner = new ShellCommand(await workbench().copied(/runner start/), workbench());
    await sideBar.row(/^edge-1, Healthy/).waitFor();
    await sideBar.rowAction(/^edge-1/, 'Ping Runner');
    await messages.notification(/^edge-1: /).waitFor();
    runner.interrupt();
    await sideBar.row(/^edge-1, Down/).waitFor();
    await palette.run('Notifications: Clear All Notifications');
    await workbench().screenshot('runner down');
  });

  it('tags several untagged jobs together', async () => {
    const { sideBar, palette } = workbench();
    await palette.run('Outrunner: Review Untagged Jobs…');
    await palette.step('Untagged Jobs');
    await workbench().screenshot('untagged jobs');
    await palette.tick('maintenance/restart-service', 'maintenance/long-watch');
    await palette.step('Tags of 2 Jobs');
    await palette.tick('lab');
    await sideBar
      .row(/^Job maintenance\/long-watch in operations, runs on lab/)
      .first()
      .waitFor();
    await sideBar
      .row(/^Job maintenance\/restart-service in operations, runs on lab/)
      .first()
      .waitFor();
  });

  it('shows a save conflict, and loses neither version', async () => {
    const { sideBar, page, messages } = workbench();
    await sideBar
      .row(/^Job reports\/disk-report/)
      .first()
      .click();
    const editor = page.locator('.monaco-editor[data-uri^="outrunner-job"]').first();
    await editor.locator('.view-line').filter({ hasText: 'Show disk usage' }).click();
    await page.keyboard.press('End');
    await page.keyboard.type(', mine');
    const { jobs } = await other.listJobOverviews();
    const job = jobs.find((it) => it.name === 'disk-report');
    assert.ok(job);
    const { text, revision } = await other.getJobText({ params: { job: job.id } });
    await other.setJobText({
      params: { job: job.id },
      body: { text: text.replace('Where this runs', 'Where it runs, theirs'), revision },
    });
    await page.keyboard.press('Control+s');
    const conflict = messages.notification(/newer/);
    await conflict.waitFor();
    await workbench().screenshot('conflict');
    await messages.press(/newer/, 'Compare');
    await page.locator('.monaco-diff-editor .view-line').filter({ hasText: 'theirs' }).first().waitFor();
    await workbench().screenshot('compare');
    assert.match((await other.getJobText({ params: { job: job.id } })).text, /theirs/);
    await workbench().palette.run('View: Revert and Close Editor');
  });

  it('shows why a definition is rejected, at its position', async () => {
    const { palette, sideBar, page, messages } = workbench();
    await palette.run('View: Close All Editors');
    await sideBar
      .row(/^Job maintenance\/restart-service/)
      .first()
      .click();
    const editor = page.locator('.monaco-editor[data-uri^="outrunner-job"]').first();
    await editor.locator('.view-line').filter({ hasText: 'sequence:' }).click();
    await page.keyboard.press('End');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('z:');
    await editor.locator('.squiggly-error').first().waitFor();
    await page.keyboard.press('Control+s');
    await messages.notification(/Failed to save/).waitFor();
    await workbench().screenshot('refused');
    await palette.run('View: Revert and Close Editor');
    await palette.run('Notifications: Clear All Notifications');
  });

  it('reopens the terminal of a running execution when the window is reopened', async () => {
    const { jobs } = await other.listJobOverviews();
    const job = jobs.find((it) => it.name === 'long-watch');
    assert.ok(job);
    await other.setJobSelectors({
      body: { jobs: [{ id: job.id, revision: job.revision }], selector: { mode: 'LOCAL' } },
    });
    await workbench()
      .sideBar.row(/^Job maintenance\/long-watch in operations, runs on Local Runner/)
      .first()
      .waitFor();
    await workbench().sideBar.rowAction(/^Job maintenance\/long-watch/, 'Run Job…');
    await workbench().terminals.waitFor('watching');
    await workbench().reopen();
    const { palette, sideBar, terminals } = workbench();
    await sideBar.open('Outrunner');
    await sideBar.row(/^Execution 1 of maintenance\/long-watch, running/).waitFor();
    await palette.run('Terminal: Focus Terminal');
    // VS Code may open a shell before the terminal is restored.
    await terminals.show(/#1 long/);
    await terminals.waitFor(/▶ 1 Watch on Local Runner[\s\S]*watching/);
    await workbench().screenshot('reattached');
  });

  it('stops an execution on Ctrl+C in its terminal, after a confirmation', async () => {
    const { messages, terminals } = workbench();
    await terminals.press('Control+c');
    await messages.dialog.filter({ hasText: 'Stop execution 1?' }).waitFor();
    await workbench().screenshot('stop');
    await messages.answerDialog('Stop');
    await terminals.waitFor('execution 1 aborted');
  });

  it('deletes a project after a confirmation that shows its name', async () => {
    const { messages, sideBar } = workbench();
    await sideBar.rowMenu(/^Project operations/, 'Delete Project…');
    await messages.dialog.filter({ hasText: 'Delete project "operations"?' }).waitFor();
    await messages.answerDialog('Delete');
    await sideBar.welcomeButton('Create Project…').waitFor();
    const projects = await other.listProjects();
    assert.ok(projects.every((project) => project.name !== ProjectName.parse('operations')));
  });
});
