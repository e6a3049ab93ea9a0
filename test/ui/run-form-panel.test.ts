import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Client } from '../../protocol/client/client.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { somebodyElseAt } from './coordinator-of.ts';
import { useWorkbench } from './use-workbench.ts';

const PROJECT = ProjectName.parse('operations');
const JOB = (values: string) => `- name: release
  group: web
  runnerFilterEditable: true
  options:
  - {name: stage, label: Stage, required: true, enforced: true, values: [test, live]}
  - {name: version, label: Version, required: true, enforced: true, valuesUrl: '${values}/\${option.stage.value}.json'}
  - {name: token, label: Token, secure: true}
  - {name: notes, label: Notes, type: file, required: true}
  sequence:
    commands:
    - {description: Announce, exec: 'echo "\${option.version} to \${option.stage}" && cat \${file.notes}'}
`;

describe('the form of a job', function () {
  this.bail(true);
  const workbench = useWorkbench();
  let other: Client;
  let values: Server;
  before(async () => {
    values = createServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(request.url?.includes('live') ? ['2.0.1', '2.0.0'] : ['2.1.0-rc1']));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => values.once('listening', resolve));
    const url = `http://127.0.0.1:${(values.address() as AddressInfo).port}`;
    const { sideBar, palette, folder } = workbench();
    await writeFile(join(folder, 'notes.md'), 'what is new\n');
    await sideBar.open('Outrunner');
    await palette.run('Outrunner: Start Embedded Coordinator');
    await sideBar.row(/^Local Runner, Healthy/).waitFor();
    other = await somebodyElseAt(workbench());
    await other.updateSettings({ body: { fetch: { allowed: ['127.0.0.1'] } } });
    await other.createProject({ body: { name: PROJECT, description: '' } });
    const { failed } = await other.importJobs({
      params: { project: PROJECT },
      query: {},
      body: { text: JOB(url), mediaType: 'application/yaml' },
    });
    assert.deepEqual(failed, []);
    await sideBar.row(/^Job web\/release/).waitFor();
  });
  after(() => {
    other?.close();
    values?.close();
  });

  const field = (name: string) => workbench().webview.getByRole('combobox', { name });
  const stage = () => field('Stage (required)');
  const version = () => field('Version (required)');
  const file = () => workbench().webview.getByRole('button', { name: 'Choose File for Notes (required)' });
  const runners = () => workbench().webview.getByRole('textbox', { name: 'Tags or filter of other runners' });

  /** Waits until a list offers a value. */
  const offered = (list: ReturnType<typeof field>, value: string) =>
    list.locator(`option[value="${value}"]`).waitFor({ state: 'attached' });
  const chooseFile = async () => {
    const { palette, webview } = workbench();
    await file().click();
    await palette.step('File for Notes');
    await palette.choose('notes.md');
    await webview.getByText('notes.md').waitFor();
  };

  it('loads values from a URL that depends on another option', async () => {
    const { sideBar, webview } = workbench();
    await sideBar.rowSubmenu(/^Job web\/release/, 'Run With', 'Run Job with Form…');
    await stage().waitFor();
    await stage().selectOption('test');
    await offered(version(), '2.1.0-rc1');
    await stage().selectOption('live');
    await offered(version(), '2.0.0');
    await version().selectOption('2.0.0');
    assert.equal(await webview.getByRole('option', { name: '2.1.0-rc1' }).count(), 0);
    assert.equal(await version().inputValue(), '2.0.0');
  });

  it('accepts a filter of other runners, and asks the user to correct an invalid one', async () => {
    const { webview, page } = workbench();
    await webview.getByRole('radio', { name: 'Other runners' }).click();
    await runners().focus();
    await page.keyboard.type('db and');
    await webview.getByRole('button', { name: 'Run Now' }).click();
    await webview.getByText('Correct the marked fields first.').waitFor();
    await workbench().screenshot('run-form-other-runners');
    await runners().focus();
    await page.keyboard.press('End');
    await page.keyboard.type(' not eu');
    await webview
      .getByText(/Correct the marked fields|Complete the options/)
      .first()
      .waitFor();
  });

  it('keeps what was entered when the window is reloaded, but no file', async () => {
    const { webview } = workbench();
    await chooseFile();
    await workbench().reload();
    await stage().waitFor();
    assert.deepEqual([await stage().inputValue(), await version().inputValue()], ['live', '2.0.0']);
    assert.equal(await webview.getByRole('radio', { name: 'Other runners' }).isChecked(), true);
    assert.equal(await runners().inputValue(), 'db and not eu');
    await webview.getByText('Choose the file again, because the window was reloaded.').waitFor();
    await workbench().screenshot('run-form-reloaded');
  });

  it('uploads the file of an option, and runs the job', async () => {
    const { webview, sideBar } = workbench();
    await chooseFile();
    await webview.getByRole('radio', { name: 'Runners of the job' }).click();
    await webview.getByRole('button', { name: 'Run Now' }).click();
    await webview.getByText('Execution 1 started.').waitFor();
    await sideBar.row(/^Execution 1 of web\/release, succeeded/).waitFor();
    const { entries } = await other.getExecutionOutput({ params: { execution: 1 } });
    assert.deepEqual(
      entries.map(({ log }) => log),
      ['2.0.0 to live', 'what is new'],
    );
  });

  it('opens from the history of the job with the options of an execution', async () => {
    const { sideBar, webview, palette } = workbench();
    await stage().selectOption('test');
    await palette.run('View: Close All Editors');
    await palette.run('View: Hide Panel');
    await sideBar.rowMenu(/^Job web\/release/, 'Show Job History');
    await webview.getByRole('button', { name: 'Change the options of execution 1 and run again' }).click();
    await stage().waitFor();
    assert.equal(await stage().inputValue(), 'live');
    await offered(version(), '2.0.0');
    assert.equal(await version().inputValue(), '2.0.0');
  });

  it('opens from the CodeLens of a job with options', async () => {
    const { sideBar, page, palette } = workbench();
    await palette.run('View: Close All Editors');
    await sideBar
      .row(/^Job web\/release/)
      .first()
      .click();
    await page.locator('.codelens-decoration').getByText('Run with Form').click();
    await stage().waitFor();
  });
});
