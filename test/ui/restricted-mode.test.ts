import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readOwnerAddress } from '../../protocol/client/owner-address.ts';
import { somebodyElseAt } from './coordinator-of.ts';
import { useWorkbench } from './use-workbench.ts';
import { TRUST_SETTINGS, trustWorkspace } from './workspace-trust.ts';

const JOB = `- name: greet
  sequence:
    commands:
    - exec: echo hello
`;

describe('a workspace in Restricted Mode', function () {
  this.bail(true);
  const workbench = useWorkbench({ trusted: false, settings: TRUST_SETTINGS });
  /** The coordinator in the settings of the workspace. */
  let named: Server;
  let requests = 0;
  const owner = () => {
    const storage = join(workbench().home.folder, 'user', 'User', 'globalStorage', 'outrunner.outrunner');
    return readOwnerAddress(join(storage, 'coordinator'));
  };
  const isOffered = async (title: string): Promise<boolean> => {
    const { palette, page } = workbench();
    await page.keyboard.press('F1');
    await palette.input.fill(`>${title}`);
    await palette.option('similar commands').or(palette.option(title)).first().waitFor();
    const count = await palette.option(title).count();
    await page.keyboard.press('Escape');
    return count > 0;
  };

  before(async () => {
    named = createServer((_, response) => {
      requests += 1;
      response.end();
    }).listen(0, '127.0.0.1');
    await once(named, 'listening');
    const { folder } = workbench();
    const url = `http://127.0.0.1:${(named.address() as AddressInfo).port}`;
    const settings = { 'outrunner.coordinator.url': url, 'outrunner.embedded.autoStart': true };
    const task = { type: 'outrunner', project: 'operations', job: 'greet', label: 'greet them' };
    await mkdir(join(folder, '.vscode'));
    await writeFile(join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
    await writeFile(
      join(folder, '.vscode', 'tasks.json'),
      JSON.stringify({ version: '2.0.0', tasks: [{ ...task, runOptions: { runOn: 'folderOpen' } }] }),
    );
    await workbench().reopen();
  });
  after(() => {
    named.closeAllConnections();
    named.close();
  });

  it('explains that nothing starts, and offers no command that starts or imports something', async () => {
    const { sideBar } = workbench();
    await sideBar.open('Outrunner');
    await sideBar.welcomeButton('Manage Workspace Trust').waitFor();
    for (const title of ['Start Embedded Coordinator', 'Import Jobs…', 'Run Job…', 'Push Jobs…'])
      assert.equal(await isOffered(`Outrunner: ${title}`), false, title);
    assert.ok(await isOffered('Outrunner: Show Log'));
    assert.equal(await owner(), undefined);
  });

  it('starts a coordinator and shows its projects once the workspace is trusted, without a reload', async () => {
    const { sideBar } = workbench();
    await trustWorkspace(workbench());
    await sideBar.open('Outrunner');
    await sideBar.welcomeButton('Start Embedded Coordinator').click();
    await sideBar.row(/^Local Runner, Healthy/).waitFor();
    const client = await somebodyElseAt(workbench());
    await client.createProject({ body: { name: 'operations' } });
    await client.importJobs({
      params: { project: 'operations' },
      body: { text: JOB, mediaType: 'application/yaml' },
    });
    client.close();
    await sideBar.row(/^Project operations/).waitFor();
  });

  it('does not start the coordinator of an earlier window', async () => {
    const before = await owner();
    assert.ok(before);
    const another = join(workbench().home.folder, 'another');
    await mkdir(another);
    await workbench().reopen(another);
    await workbench().sideBar.open('Outrunner');
    await workbench()
      .sideBar.row(/^Local Runner/)
      .waitFor();
    process.kill(before.pid, 'SIGTERM');
    await workbench().reopen(another);
    const { palette, sideBar, messages, page } = workbench();
    await sideBar.open('Outrunner');
    await sideBar.welcomeButton('Manage Workspace Trust').waitFor();
    assert.equal(await sideBar.row(/^Local Runner/).count(), 0);
    await palette.run('Tasks: Run Task');
    await messages.dialog.filter({ hasText: /trust/i }).waitFor();
    await page.keyboard.press('Escape');
    await messages.dialog.waitFor({ state: 'hidden' });
  });

  it('starts the coordinator of an earlier window once the workspace is trusted, without a reload', async () => {
    const { sideBar } = workbench();
    await trustWorkspace(workbench());
    await sideBar.open('Outrunner');
    await sideBar.row(/^Local Runner, Healthy/).waitFor();
    const client = await somebodyElseAt(workbench());
    const { executions } = await client.listExecutions({ query: {} });
    client.close();
    assert.deepEqual(executions, []);
  });

  it('does not contact the coordinator of its settings', () => {
    assert.equal(requests, 0);
  });
});
