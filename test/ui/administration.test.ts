import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '../../protocol/client/client.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { somebodyElseAt } from './coordinator-of.ts';
import { useWorkbench } from './use-workbench.ts';

describe('administration in views and documents', function () {
  this.bail(true);
  const workbench = useWorkbench();
  let other: Client;
  before(async () => {
    const { sideBar, palette, folder } = workbench();
    await writeFile(join(folder, 'deploy.pub'), 'ssh-ed25519 AAAA deploy\n');
    await sideBar.open('Outrunner');
    await palette.run('Outrunner: Start Embedded Coordinator');
    await sideBar.row(/^Local Runner, Healthy/).waitFor();
    await palette.run('Outrunner: Create Project…');
    await palette.answer('Create Project (1/2)', 'operations');
    await palette.answer('Create Project (2/2)', '');
    await sideBar.row(/^Project operations/).waitFor();
    other = await somebodyElseAt(workbench());
  });
  after(() => other?.close());

  it('creates the first key from the empty view', async () => {
    const { sideBar, palette, messages } = workbench();
    await sideBar.toggleView('Keys');
    await sideBar.toggleView('Tags');
    await sideBar.welcomeButton('Create Key…').waitFor();
    await workbench().screenshot('keys-empty');
    await sideBar.welcomeButton('Create Key…').click();
    await palette.step('Create Key (1/3)');
    await palette.choose('Password');
    await palette.answer('Create Key (2/3)', 'keys/project/operations/db/password');
    await palette.answer('Create Key (3/3)', 'first secret');
    await messages.notification('stored. Its value cannot be shown again.').waitFor();
    await sideBar.row(/^Folder keys\/project\/operations\/db, 1 key/).waitFor();
    await palette.run('Notifications: Clear All Notifications');
  });

  it('stores a key in the folder of the clicked action, and shows a public key', async () => {
    const { sideBar, palette, page } = workbench();
    await other.createKey({
      params: { path: 'ssh/deploy' },
      body: { text: 'a private key', mediaType: 'application/octet-stream' },
    });
    await sideBar.row(/^Folder keys\/ssh, 1 key/).waitFor();
    await sideBar.rowAction(/^Folder keys\/ssh/, 'Create Key…');
    await palette.step('Create Key (1/3)');
    await palette.choose('Public Key');
    await palette.step('Create Key (2/3)');
    assert.equal(await palette.input.inputValue(), 'keys/ssh/');
    await page.keyboard.press('End');
    await page.keyboard.type('deploy.pub');
    await page.keyboard.press('Enter');
    await palette.choose('deploy.pub');
    await sideBar.row(/^Folder keys\/ssh, 2 keys/).click();
    await page.keyboard.press('ArrowRight');
    await sideBar.row(/^Folder keys\/project\/operations\/db/).click();
    await page.keyboard.press('ArrowRight');
    await sideBar.row(/^Key keys\/project\/operations\/db\/password, password/).waitFor();
    await palette.run('Notifications: Clear All Notifications');
    await sideBar.rowAction(/^Key keys\/ssh\/deploy\.pub, public key/, 'Show Public Key');
    await page.locator('.view-line').filter({ hasText: 'ssh-ed25519' }).waitFor();
    await workbench().screenshot('keys');
  });

  it('replaces, copies and deletes a key from its menu', async () => {
    const { sideBar, palette, messages, page } = workbench();
    const password = /^Key keys\/project\/operations\/db\/password/;
    await sideBar.row(password).click({ button: 'right' });
    await page.locator('.monaco-menu').getByRole('menuitem', { name: 'Copy Key Path' }).waitFor();
    await workbench().screenshot('key-menu');
    await page.keyboard.press('Escape');
    await sideBar.rowMenu(password, 'Copy Key Path');
    await workbench().copied(/^keys\/project\/operations\/db\/password$/);
    await sideBar.rowMenu(password, 'Replace Key…');
    await palette.answer('Replace keys/project/operations/db/password', 'second secret');
    await messages.notification('updated. Running executions keep the old value').waitFor();
    await palette.run('Notifications: Clear All Notifications');
    await sideBar.rowMenu(password, 'Delete Key…');
    await messages.dialog.filter({ hasText: 'Delete key "keys/project/operations/db/password"?' }).waitFor();
    await workbench().screenshot('delete-key');
    await messages.answerDialog('Delete');
    await sideBar.row(/^Keys of project operations/).waitFor({ state: 'detached' });
    const { keys } = await other.listKeyOverviews();
    assert.deepEqual(
      keys.map(({ path }) => path),
      ['keys/ssh/deploy', 'keys/ssh/deploy.pub'],
    );
  });

  it('edits the configuration of a project as a document, and overwrites concurrent changes only on request', async () => {
    const { sideBar, palette, messages, page } = workbench();
    await palette.run('View: Close All Editors');
    await sideBar.rowMenu(/^Project operations/, 'Edit Project Configuration');
    const editor = page.locator('.monaco-editor[data-uri^="outrunner-project"]').first();
    await editor.locator('.view-line').filter({ hasText: 'schema' }).click();
    await page.keyboard.press('End');
    await page.keyboard.type(',\n"project.dis');
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-widget').getByText('project.disable.executions').first().waitFor();
    await workbench().screenshot('project-configuration');
    await page.keyboard.press('Escape');
    await page.keyboard.type('able.schedule": "true');
    const params = { project: ProjectName.parse('operations') };
    await other.setProjectConfig({ params, body: { 'project.label': 'Theirs' } });
    await page.keyboard.press('Control+s');
    const conflict = messages.notification(/newer/);
    await conflict.waitFor();
    assert.deepEqual(await other.getProjectConfig({ params }), { 'project.label': 'Theirs' });
    await messages.press(/newer/, 'Overwrite');
    await page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
    await workbench().screenshot('project-configuration-saved');
    assert.deepEqual(await other.getProjectConfig({ params }), { 'project.disable.schedule': 'true' });
  });

  it('shows views and the tagging editor in high contrast', async () => {
    const { sideBar, palette, page, webview } = workbench();
    await palette.run('View: Close All Editors');
    await other.importJobs({
      params: { project: ProjectName.parse('operations') },
      query: {},
      body: {
        text: '- name: tidy\n  sequence: {commands: [{exec: "true"}]}\n',
        mediaType: 'application/yaml',
      },
    });
    await sideBar.rowAction(/^Job tidy in operations/, 'Edit Job Tags');
    await webview.getByRole('radio', { name: 'On runners with tags' }).click();
    for (const [name, themeClass] of [
      ['Dark High Contrast', 'hc-black'],
      ['Light High Contrast', 'hc-light'],
    ] as const) {
      await workbench().useTheme(name, themeClass);
      await webview.getByRole('button', { name: 'Save' }).waitFor();
      await page.mouse.move(900, 600);
      await workbench().screenshot(`contrast ${themeClass}`);
    }
  });
});
