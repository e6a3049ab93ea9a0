import assert from 'node:assert/strict';
import type { Client } from '../../protocol/client/client.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { seriousFindings } from './accessibility.ts';
import { somebodyElseAt } from './coordinator-of.ts';
import { useWorkbench } from './use-workbench.ts';

const PROJECT = ProjectName.parse('operations');
const NODES = Array.from({ length: 6 }, (_, index) => `web${index + 1}: {node-executor: local, tags: web}\n`);
const JOBS = `- name: deploy
  group: web
  nodefilters:
    filter: 'tags: web'
    dispatch: {threadcount: '3', keepgoing: true}
  options:
  - {name: stage, value: test}
  sequence:
    keepgoing: true
    commands:
    - {description: Announce, exec: 'echo "to \${option.stage} on \${node.name}"'}
    - {description: Check, exec: 'test "\${node.name}" != web4 || (echo "web4 is full" >&2 && exit 3)'}
- name: release
  group: web
  description: Bring a release to the web servers
  runnerFilterEditable: true
  nodeFilterEditable: true
  nodefilters:
    filter: 'tags: web'
    dispatch: {threadcount: '3'}
  options:
  - {name: stage, label: Stage, description: Where to, required: true, enforced: true, values: [test, live]}
  - {name: size, label: Size, description: How many servers, regex: '[0-9]+', value: '2'}
  - {name: region, label: Region, values: [eu, us]}
  - {name: checks, label: Checks, multivalued: true, delimiter: ',', enforced: true, values: [http, disk]}
  - {name: day, label: Day, isDate: true, dateFormat: YYYY-MM-DD}
  - {name: token, label: Token, secure: true, required: true}
  - {name: notes, label: Notes, type: file}
  sequence:
    commands:
    - {description: Announce, exec: 'echo "\${option.size} to \${option.stage} checked by \${option.checks}"'}
- name: watch
  sequence:
    commands:
    - {description: Watch, exec: sleep 600}
`;

describe('the webview panels', function () {
  this.bail(true);
  const workbench = useWorkbench();
  const refused: string[] = [];
  let other: Client;
  before(async () => {
    const { sideBar, palette, page } = workbench();
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text()) && /inline|eval/i.test(message.text()))
        refused.push(`${message.text()} ${message.location().url}`);
    });
    await sideBar.open('Outrunner');
    await palette.run('Outrunner: Start Embedded Coordinator');
    await sideBar.row(/^Local Runner, Healthy/).waitFor();
    other = await somebodyElseAt(workbench());
    await other.createProject({ body: { name: PROJECT, description: '' } });
    await other.setSourceNodes({
      params: { project: PROJECT, index: 1 },
      body: { text: NODES.join(''), mediaType: 'application/yaml' },
    });
    const { failed } = await other.importJobs({
      params: { project: PROJECT },
      query: {},
      body: { text: JOBS, mediaType: 'application/yaml' },
    });
    assert.deepEqual(failed, []);
    await run('deploy');
    await sideBar.row(/^Execution 1 of web\/deploy, failed/).waitFor();
  });
  after(() => other?.close());

  const run = async (name: string) => {
    const { jobs } = await other.listJobOverviews();
    const job = jobs.find((it) => it.name === name);
    assert.ok(job);
    return other.runJob({ params: { job: job.id }, body: {} });
  };
  const grid = () => workbench().webview.getByRole('grid', { name: 'Steps on nodes' });

  it('show the steps of an execution on its nodes, failures first', async () => {
    const { sideBar, palette, page, webview } = workbench();
    await sideBar.rowAction(/^Execution 1 of web\/deploy/, 'Open Execution Panel');
    await grid().getByRole('row').nth(6).waitFor();
    const names = await grid().getByRole('rowheader').allInnerTexts();
    assert.deepEqual(names, ['web4', 'web1', 'web2', 'web3', 'web5', 'web6']);
    await grid()
      .getByRole('gridcell', { name: /^web4, step 2 Check: failed, .*exit code 3/ })
      .waitFor();
    await webview.getByText('12 of 12 steps on nodes ended, 1 failed').waitFor();
    await webview.getByText('Timeline by replica').waitFor();
    await palette.run('Notifications: Clear All Notifications');
    await page.mouse.move(900, 2);
    await workbench().picture('execution-panel');
  });

  it('open the lines of a cell by the keyboard alone', async () => {
    const { palette, page } = workbench();
    await grid().locator('td[tabindex="0"]').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowRight');
    await workbench().screenshot('execution-panel-keyboard');
    await page.keyboard.press('Enter');
    await page.locator('.view-line').filter({ hasText: 'web4 is full' }).first().waitFor();
    await palette.run('View: Close Editor');
  });

  it('run a job again on its failed nodes by a button in the editor title', async () => {
    const { page, sideBar } = workbench();
    await grid().waitFor();
    const actions = page.locator('.editor-actions');
    await actions.getByRole('button', { name: 'Rerun Execution…' }).waitFor();
    await actions.getByRole('button', { name: 'Retry on Failed Nodes' }).click();
    await sideBar.row(/^Execution 2 of web\/deploy, failed/).waitFor();
    await workbench().palette.run('View: Hide Panel');
  });

  it('show a running execution, which a button in the editor title stops', async () => {
    const { page, sideBar, webview } = workbench();
    await run('watch');
    await sideBar.rowAction(/^Execution 3 of watch/, 'Open Execution Panel');
    await webview.getByText(/^Running for \d+ s/).waitFor();
    await workbench().screenshot('execution-panel-running');
    await page.locator('.editor-actions').getByRole('button', { name: 'Stop Execution' }).click();
    await webview.getByText(/^aborted · /).waitFor();
    await workbench().palette.run('View: Close Editor');
  });

  it('show the history of a job, and run it again with the same options by one click', async () => {
    const { sideBar, webview, palette } = workbench();
    await sideBar.rowMenu(/^Job web\/deploy/, 'Show Job History');
    await webview.getByText('Success rate 0 % (latest 2 runs)').waitFor();
    await webview.getByRole('button', { name: 'Run again with the options of execution 1' }).click();
    await sideBar.row(/^Execution 4 of web\/deploy, failed/).waitFor();
    await webview.getByText('Success rate 0 % (latest 3 runs)').waitFor();
    await sideBar.rowMenu(/^Execution 1 of web\/deploy/, 'Run Again with Same Options');
    await webview.getByText('Success rate 0 % (latest 4 runs)').waitFor();
    await palette.run('View: Hide Panel');
    await palette.run('Notifications: Clear All Notifications');
    await workbench().screenshot('job-history');
    assert.deepEqual(await seriousFindings(workbench()), []);
  });

  it('have no serious accessibility finding in four themes and at 200 % zoom', async () => {
    const { sideBar, palette, page, webview } = workbench();
    await palette.run('View: Close All Editors');
    for (const [name, themeClass] of [
      ['Light Modern', 'vs'],
      ['Dark High Contrast', 'hc-black'],
      ['Light High Contrast', 'hc-light'],
      ['Dark Modern', 'vs-dark'],
    ] as const) {
      await workbench().useTheme(name, themeClass);
      await sideBar.rowAction(/^Execution 1 of web\/deploy/, 'Open Execution Panel');
      await grid().getByRole('row').nth(6).waitFor();
      assert.deepEqual(await seriousFindings(workbench()), [], `execution panel, ${name}`);
      await workbench().screenshot(`execution-panel ${themeClass}`);
      await sideBar.rowMenu(/^Job web\/deploy/, 'Show Job History');
      await webview.getByRole('button', { name: 'Open the panel of execution 1' }).waitFor();
      assert.deepEqual(await seriousFindings(workbench()), [], `job history, ${name}`);
      await workbench().screenshot(`job-history ${themeClass}`);
      await sideBar.rowMenu(/^Job web\/deploy/, 'Edit Job Tags');
      await webview.getByRole('radio', { name: 'On runners with tags' }).click();
      assert.deepEqual(await seriousFindings(workbench()), [], `tagging editor, ${name}`);
      await workbench().screenshot(`tagging-editor ${themeClass}`);
      await sideBar.rowSubmenu(/^Job web\/release/, 'Run With', 'Run Job with Form…');
      await webview.getByRole('button', { name: 'Run Now' }).click();
      await webview.getByText('Option "token" is required. Give it a value.').waitFor();
      assert.deepEqual(await seriousFindings(workbench()), [], `run form, ${name}`);
      await workbench().screenshot(`run-form ${themeClass}`);
      await palette.run('View: Close All Editors');
    }
    await sideBar.rowAction(/^Execution 1 of web\/deploy/, 'Open Execution Panel');
    await grid().getByRole('row').nth(6).waitFor();
    await page.setViewportSize({ width: 640, height: 400 });
    await palette.run('View: Close Primary Side Bar');
    await grid().getByRole('rowheader', { name: 'web4' }).waitFor();
    assert.deepEqual(await seriousFindings(workbench()), [], 'execution panel, zoomed');
    await workbench().screenshot('execution-panel zoomed');
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('are restored with the window', async () => {
    await workbench().reload();
    await grid().getByRole('row').nth(6).waitFor();
    assert.equal((await grid().getByRole('rowheader').allInnerTexts())[0], 'web4');
  });

  it('run a job from a form by the keyboard alone, and check the values while the user types', async () => {
    const { sideBar, page, webview, palette } = workbench();
    await palette.run('View: Close All Editors');
    await sideBar.open('Outrunner');
    await sideBar.rowSubmenu(/^Job web\/release/, 'Run With', 'Run Job with Form…');
    await webview.getByRole('combobox', { name: 'Stage (required)' }).focus();
    assert.equal(await webview.getByText('The job has changed').isVisible(), false);
    await page.keyboard.press('l');
    await page.keyboard.press('Tab');
    // The webview passes Control+A to the workbench, so that it may select the text after the next key.
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+End');
    await page.keyboard.type('big');
    await webview.getByText('"big" does not match the pattern of option "size": [0-9]+').waitFor();
    await workbench().screenshot('run-form-problem');
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+End');
    await page.keyboard.type('12');
    await webview.getByText('does not match the pattern').waitFor({ state: 'hidden' });
    await webview.getByRole('checkbox', { name: 'disk' }).focus();
    await page.keyboard.press('Space');
    await webview.getByRole('button', { name: 'Run Now' }).focus();
    await page.keyboard.press('Enter');
    await webview.getByText('Option "token" is required. Give it a value.').waitFor();
    await webview.locator('vscode-text-field[type=password] input').focus();
    await page.keyboard.type('top secret');
    await webview.getByText('6 nodes: web1').waitFor();
    await webview.getByText('1 runner: Local Runner').waitFor();
    await palette.run('Notifications: Clear All Notifications');
    await workbench().picture('run-form');
    await webview.getByRole('button', { name: 'Run Now' }).focus();
    await page.keyboard.press('Enter');
    await webview.getByText(/^Execution \d+ started\.$/).waitFor();
    await sideBar.row(/^Execution \d+ of web\/release, succeeded/).waitFor();
    const job = (await other.listJobOverviews()).jobs.find(({ name }) => name === 'release');
    assert.ok(job);
    const { executions } = await other.listJobExecutions({ params: { job: job.id }, query: {} });
    const [last] = executions;
    assert.match(last?.argstring ?? '', /-stage live/);
    assert.match(last?.argstring ?? '', /-size 12/);
    assert.match(last?.argstring ?? '', /-checks disk/);
    await palette.run('View: Hide Panel');
    await palette.run('View: Close All Editors');
  });

  it("fill the form with the values of the job's last run, except secure ones, even after a reload", async () => {
    const { sideBar, webview, page } = workbench();
    await sideBar.rowSubmenu(/^Job web\/release/, 'Run With', 'Run Job with Form…');
    const stage = webview.getByRole('combobox', { name: 'Stage (required)' });
    await stage.waitFor();
    const token = webview.locator('vscode-text-field[type=password] input');
    assert.deepEqual([await stage.inputValue(), await token.inputValue()], ['live', '']);
    await token.focus();
    await page.keyboard.type('top secret');
    await webview.getByLabel('Time for Run Later').fill('2099-01-31T10:00');
    await webview.getByRole('button', { name: 'Run Later' }).click();
    await webview.getByText(/^Execution \d+ starts at .*2099/).waitFor();
    await workbench().screenshot('run-form-later');
    await workbench().reload();
    await stage.waitFor();
    assert.deepEqual([await stage.inputValue(), await token.inputValue()], ['live', '']);
  });

  it('need no inline script, inline style or eval', () => {
    assert.deepEqual(refused, []);
  });
});
