import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import type { IsolatedHome } from '../browser/isolated-home.ts';
import { writeJobFile } from './job-file.ts';
import { ShellCommand } from './shell-command.ts';
import { useWorkbench } from './use-workbench.ts';

describe('the journey of a new user', function () {
  this.bail(true);
  const workbench = useWorkbench();
  let runner: ShellCommand | undefined;
  after(() => runner?.kill());

  it('starts at a welcome view with a button that starts the embedded coordinator', async () => {
    const { sideBar, messages } = workbench();
    await sideBar.open('Outrunner');
    await sideBar.welcomeButton('Start Embedded Coordinator').first().waitFor();
    await workbench().picture('welcome');
    await sideBar.welcomeButton('Start Embedded Coordinator').first().click();
    await sideBar.row(/^Local Runner, Healthy/).waitFor();
    await messages.statusBarItem('Outrunner').waitFor();
    await workbench().screenshot('2 started');
  });

  it('creates a project', async () => {
    const { sideBar, palette } = workbench();
    await sideBar.welcomeButton('Create Project…').click();
    await palette.answer('Create Project (1/2)', 'operations');
    await palette.answer('Create Project (2/2)', 'The night shift');
    await sideBar.row(/^Project operations/).waitFor();
  });

  it('creates a runner, and the printed command starts its replica', async () => {
    const { sideBar, palette, messages } = workbench();
    await sideBar.viewAction('Runners', 'Create Runner…');
    await palette.answer('Create Runner (1/6)', 'edge-1');
    await palette.answer('Create Runner (2/6)', 'Behind the firewall of the laboratory');
    await palette.answer('Create Runner (3/6)', 'lab, linux');
    await palette.step('Create Runner (4/6)');
    await palette.option('operations').waitFor();
    await workbench().screenshot('3 create runner');
    await workbench().page.keyboard.press('Enter');
    await palette.step('Create Runner (5/6)');
    await palette.choose('Linux');
    await palette.step('Create Runner (6/6)');
    await palette.choose('Persistent Replicas');
    await messages.press('Runner "edge-1" created', 'Copy Install Command');
    await sideBar.row(/^edge-1, New/).waitFor();
    await workbench().screenshot('install command');
    const command = await workbench().copied(/^printf \S+ \S+ \| .* runner start /);
    runner = new ShellCommand(command, workbench());
    await sideBar.row(/^edge-1, Healthy/).waitFor();
  });

  it('imports jobs', async () => {
    const { sideBar, palette, messages, folder } = workbench();
    await writeJobFile(folder);
    await sideBar.rowMenu(/^Project operations/, 'Import Jobs…');
    await palette.step('Import Jobs into operations');
    await palette.choose('jobs.yaml');
    await messages.notification('3 jobs imported into operations.').waitFor();
    await palette.run('Notifications: Clear All Notifications');
    await sideBar
      .row(/^Job reports\/disk-report/)
      .first()
      .waitFor();
    await workbench().screenshot('5 imported');
  });

  it('tags a job in the tagging editor, which updates the matching runners live', async () => {
    const { sideBar, webview } = workbench();
    await sideBar.rowAction(/^Job reports\/disk-report/, 'Edit Job Tags');
    await webview.getByRole('radio', { name: 'On runners with tags' }).click();
    await webview.getByText('Choose at least one tag').waitFor();
    await webview.getByRole('button', { name: 'Save', disabled: true }).waitFor();
    await webview.getByRole('checkbox', { name: /^lab/ }).click();
    await webview.getByRole('cell', { name: 'edge-1' }).waitFor();
    await workbench().picture('tagging-editor');
    await workbench().toggleTheme();
    await workbench().picture('tagging-editor-dark');
    await workbench().toggleTheme();
    await webview.getByRole('button', { name: 'Save' }).click();
    await webview.getByText('Saved.').waitFor();
    await sideBar
      .row(/^Job reports\/disk-report in operations, runs on lab/)
      .first()
      .waitFor();
  });

  it('runs the tagged job, and shows its output in the terminal', async () => {
    const { sideBar, palette, terminals } = workbench();
    await sideBar.rowAction(/^Job reports\/disk-report/, 'Run Job…');
    await palette.choose('90');
    const screen = await terminals.waitFor('execution 1 succeeded');
    assert.match(screen, /on edge-1, above 90 % is too much/);
    assert.match(screen, /▶ 1 .* on edge-1 · replica /);
    assert.match(screen, /ok {2}data/);
    await workbench().picture('output');
  });

  it('shows a failing step in red with its exit code', async () => {
    const { sideBar, terminals } = workbench();
    await sideBar.rowAction(/^Job maintenance\/restart-service/, 'Run Job…');
    const screen = await terminals.waitFor('execution 2 failed');
    assert.match(screen, /✘ 1 failed with exit code 3/);
    assert.match(await terminals.colourOf('✘ 1 failed'), /xterm-fg-1\b/);
    await sideBar.row(/^Execution 2 of maintenance\/restart-service, failed/).waitFor();
    await workbench().screenshot('failure');
  });

  it('stops a step that would sleep for ten minutes', async () => {
    const { sideBar, terminals } = workbench();
    await sideBar.rowAction(/^Job maintenance\/long-watch/, 'Run Job…');
    await terminals.waitFor('watching');
    await sideBar.row(/^Execution 3 of maintenance\/long-watch, running/).waitFor();
    assert.equal(await sleepers(workbench().home), 1);
    await workbench().screenshot('running');
    await sideBar.rowAction(/^Execution 3/, 'Stop Execution');
    await terminals.waitFor('execution 3 aborted');
    assert.equal(await sleepers(workbench().home), 0);
    await workbench().screenshot('10 stopped');
  });
});

/** Returns the number of `sleep 600` processes whose environment contains the home folder of the journey. */
async function sleepers({ folder }: IsolatedHome): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const args = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      return args === 'sleep\x00600\x00' && environment.includes(folder);
    }),
  );
  return found.filter(Boolean).length;
}
