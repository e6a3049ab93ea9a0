import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Client } from '../../protocol/client/client.ts';
import { somebodyElseAt } from './coordinator-of.ts';
import { useWorkbench } from './use-workbench.ts';

const NODES = `web1: {node-executor: local, tags: 'web, prod', rack: a}
web2: {node-executor: local, tags: 'web, prod', rack: b}
db1: {node-executor: local, tags: db}
`;

const jobs = (values: string) => `- name: cleanup
  group: maintenance
  description: Remove what a release left behind
  sequence:
    commands:
    - description: Remove old archives
      exec: echo "removed 3 archives"
- name: release
  group: web
  description: Bring a release to the web servers
  nodefilters:
    filter: 'tags: web'
    dispatch: {threadcount: '2', keepgoing: true}
  options:
  - name: stage
    label: Stage
    description: Where to
    required: true
    enforced: true
    values: [test, live]
  - name: version
    label: Version
    description: Which release
    required: true
    enforced: true
    valuesUrl: ${values}/\${option.stage.value}.json
  - name: day
    label: Day
    description: When it is announced
    isDate: true
    dateFormat: YYYY-MM-DD
    value: '2026-01-31'
  - name: checks
    label: Checks
    description: What is looked at afterwards
    multivalued: true
    multivalueAllSelected: true
    delimiter: ','
    enforced: true
    values: [http, disk, queue]
  - name: token
    label: Token
    description: Signs in at the registry
    secure: true
    required: true
    valueExposed: true
    storagePath: keys/registry
  - name: notes
    label: Notes
    description: Release notes, Markdown
    type: file
    required: true
  sequence:
    strategy: node-first
    commands:
    - description: Announce
      exec: echo "\${option.version} to \${option.stage} on \${node.name}, \${option.day}" && sleep 1 && head -1 \${file.notes}
    - description: Sign in
      exec: echo "signing in with \${option.token}"
    - description: Clean up
      jobref: {group: maintenance, name: cleanup, nodeStep: true}
    - description: Check
      exec: test "\${node.name}" = web1 && echo "\${option.checks} are fine" || (echo "queue is stuck" && exit 3)
      errorhandler:
        description: Collect what is known
        exec: echo "collecting"
`;

describe('runs of jobs with options of every kind', function () {
  this.bail(true);
  const workbench = useWorkbench();
  let other: Client;
  let values: Server;
  before(async () => {
    values = createServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify(request.url?.includes('live') ? ['2.0.1', '2.0.0'] : ['2.1.0-rc1', '2.0.1']),
      );
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => values.once('listening', resolve));
    const address = `127.0.0.1:${(values.address() as AddressInfo).port}`;
    const { sideBar, palette, folder, messages } = workbench();
    await writeFile(join(folder, 'release.job.yaml'), jobs(`http://${address}`));
    await writeFile(join(folder, 'nodes.yaml'), NODES);
    await writeFile(join(folder, 'notes.md'), '# What is new\n');
    await sideBar.open('Outrunner');
    await palette.run('Outrunner: Start Embedded Coordinator');
    await sideBar.row(/^Local Runner, Healthy/).waitFor();
    other = await somebodyElseAt(workbench());
    await palette.run('Outrunner: Create Project…');
    await palette.answer('Create Project (1/2)', 'operations');
    await palette.answer('Create Project (2/2)', '');
    await sideBar.row(/^Project operations/).waitFor();
    await palette.run('Outrunner: Import Jobs…');
    await palette.step('Import Jobs into operations');
    await palette.choose('release.job.yaml');
    await messages.notification('2 jobs imported into operations.').waitFor();
    await palette.run('Notifications: Clear All Notifications');
  });
  after(() => {
    other?.close();
    values?.close();
  });

  it('are prepared by importing nodes and creating a key', async () => {
    const { palette, messages, sideBar } = workbench();
    await sideBar.rowSubmenu(/^Project operations/, 'Nodes', 'Import Nodes…');
    await palette.step('Import Nodes into operations');
    await palette.choose('nodes.yaml');
    await messages.notification('3 nodes imported into operations.').waitFor();
    await palette.run('Outrunner: Create Key…');
    await palette.step('Create Key (1/3)');
    await workbench().screenshot('create-key');
    await palette.choose('Password');
    await palette.answer('Create Key (2/3)', 'keys/registry');
    await palette.answer('Create Key (3/3)', 'top secret');
    await messages.notification('Key "keys/registry" stored. Its value cannot be shown again.').waitFor();
    await palette.run('Notifications: Clear All Notifications');
  });

  it('can be previewed from the row of the job, and the editor of the job offers this too', async () => {
    const { palette, sideBar, page } = workbench();
    await sideBar.rowMenu(/^Job web\/release/, 'Preview Job Plan');
    await palette.step('Preview web/release');
    await palette.choose('live');
    await palette
      .option('To allow it, add the host, its address or its network to the setting fetch.allowed.')
      .waitFor();
    await workbench().screenshot('values-refused');
    await palette.choose('Edit Coordinator Settings');
    await page.getByRole('tab', { name: 'Coordinator Settings.json' }).waitFor();
    await other.updateSettings({ body: { fetch: { allowed: ['127.0.0.1'] } } });
    await palette.choose('Try Again');
    await palette.choose('2.0.0');
    await page.locator('.view-line').filter({ hasText: 'strategy' }).first().waitFor();
    await page.locator('.view-line span[class*="mtk"]:not(.mtk1)').first().waitFor();
    await workbench().screenshot('preview');
    await sideBar
      .row(/^Job web\/release/)
      .first()
      .click();
    const editor = page.locator('.monaco-editor[data-uri^="outrunner-job"]').first();
    await editor.locator('.view-line').first().waitFor();
    await page.locator('.editor-actions').getByRole('button', { name: 'Preview Job Plan' }).waitFor();
    await workbench().screenshot('job-editor-actions');
    await palette.run('View: Close All Editors');
  });

  it('prompt for each kind of option, with a Back button', async () => {
    const { palette, sideBar, page, terminals } = workbench();
    await sideBar.rowAction(/^Job web\/release/, 'Run Job…');
    await palette.step('Run web/release (1/7)');
    await palette.option('live').waitFor();
    await workbench().screenshot('form-1-values');
    assert.equal(await palette.highlighted.count(), 0, 'a person chooses');
    await palette.choose('test');
    await palette.step('Run web/release (2/7)');
    await palette.option('2.1.0-rc1').waitFor();
    await page.locator('.quick-input-titlebar').getByRole('button', { name: 'Back' }).click();
    await palette.step('Run web/release (1/7)');
    await palette.highlighted.filter({ hasText: 'test' }).waitFor();
    await palette.choose('live');
    await palette.step('Run web/release (2/7)');
    await palette.option('2.0.0').waitFor();
    await workbench().screenshot('form-2-remote');
    await palette.choose('2.0.1');
    await palette.step('Run web/release (3/7)');
    await palette.input.fill('2026-02-30');
    await palette.message.filter({ hasText: 'is not a date in the format' }).waitFor();
    await workbench().screenshot('form-3-date');
    await palette.input.fill('2026-02-28');
    await page.keyboard.press('Enter');
    await palette.step('Run web/release (4/7)');
    await workbench().screenshot('form-4-several');
    await palette.tick('queue');
    await palette.step('Run web/release (5/7)');
    await workbench().screenshot('form-5-secure');
    await page.keyboard.press('Enter');
    await palette.step('Run web/release (6/7)');
    await palette.highlighted.filter({ hasText: 'Choose a File…' }).waitFor();
    await workbench().screenshot('form-6-file');
    await page.keyboard.press('Enter');
    await palette.step('File for Notes');
    await palette.choose('notes.md');
    await palette.step('Run web/release (7/7)');
    await palette.option('2 nodes: web1, web2').waitFor();
    await workbench().screenshot('form-7-nodes');
    await palette.choose('Change the Filter…');
    await palette.message.filter({ hasText: '2 nodes: web1, web2' }).waitFor();
    assert.equal(await palette.input.inputValue(), 'tags: web');
    await palette.input.fill('tags: web rack: b');
    await palette.message.filter({ hasText: '1 node: web2' }).waitFor();
    await workbench().screenshot('form-7-filter');
    await page.locator('.quick-input-titlebar').getByRole('button', { name: 'Back' }).click();
    await palette.choose('Nodes of the Job');
    await terminals.waitFor(/execution 1 failed/);
    await palette.run('View: Toggle Maximized Panel');
    const screen = await terminals.waitFor(/# What is new/);
    assert.match(screen, /web[12] \| /);
    assert.match(screen, /↺ 4e Collect what is known/);
    assert.doesNotMatch(screen, /top secret/);
    await workbench().screenshot('output-of-nodes');
    const { entries } = await other.getExecutionOutput({ params: { execution: 1 } });
    assert.ok(entries.some(({ log }) => log === '2.0.1 to live on web2, 2026-02-28'));
    assert.ok(entries.some(({ log }) => log === 'http,disk are fine'));
    await palette.run('View: Toggle Maximized Panel');
  });

  it("show their steps and nodes below the execution's row", async () => {
    const { sideBar, page } = workbench();
    await sideBar.row(/^Execution 1 of web\/release, failed/).click();
    await page.keyboard.press('ArrowRight');
    await sideBar.row(/^Step 4 Check/).waitFor();
    for (const title of ['Runners', 'Tags', 'Projects']) {
      await page.locator('.sidebar .pane-header').filter({ hasText: title }).click();
    }
    await sideBar.row(/^Step 3 Clean up/).click();
    await page.keyboard.press('ArrowRight');
    await workbench().screenshot('executions-tree');
  });

  it('include ad-hoc commands on the nodes of a filter', async () => {
    const { palette, terminals, page } = workbench();
    await palette.run('Outrunner: Run Command…');
    await palette.answer('Run Command (1/3)', 'tags: prod');
    await palette.answer('Run Command (2/3)', '');
    await palette.step('Run Command (3/3)');
    await workbench().screenshot('run-command');
    await palette.input.fill('echo up on ${node.name}');
    await page.keyboard.press('Enter');
    await terminals.waitFor(/execution 2 succeeded/);
    await workbench().screenshot('several-nodes');
  });

  it('have an execution mode, which the status bar shows if it is passive', async () => {
    const { palette, messages } = workbench();
    await palette.run('Outrunner: Set Execution Mode…');
    await palette.step('Set Execution Mode');
    await palette.choose('Passive');
    await messages.statusBarItem('passive').waitFor();
    await workbench().screenshot('passive');
  });
});
