import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useWorkbench } from './use-workbench.ts';
import { TRUST_SETTINGS, trustWorkspace } from './workspace-trust.ts';

const JOB = `- name: restart
  sequence:
    commands:
    - exec: echo restarting
`;

describe('a folder with outrunner.json', function () {
  this.bail(true);
  const workbench = useWorkbench({ trusted: false, settings: TRUST_SETTINGS });
  const file = () =>
    workbench().page.locator('.explorer-folders-view .monaco-list-row[aria-label*="restart.yaml"]');
  /** The label of the job file, if the Explorer describes its state with this text. */
  const marked = (text: string) => file().locator(`.monaco-icon-label[aria-label*="${text}"]`);

  before(async () => {
    const { sideBar, palette, home } = workbench();
    const folder = join(home.folder, 'linked');
    await trustWorkspace(workbench());
    await sideBar.open('Outrunner');
    await palette.run('Outrunner: Start Embedded Coordinator');
    await sideBar.row(/^Local Runner, Healthy/).waitFor();
    await palette.run('Outrunner: Create Project…');
    await palette.answer('Create Project (1/2)', 'operations');
    await palette.answer('Create Project (2/2)', '');
    await sideBar.row(/^Project operations/).waitFor();
    await mkdir(join(folder, 'jobs'), { recursive: true });
    await writeFile(join(folder, 'outrunner.json'), JSON.stringify({ project: 'operations' }));
    await writeFile(join(folder, 'jobs', 'restart.yaml'), JOB);
    await workbench().reopen(folder);
  });

  it('is ignored until the user trusts the workspace', async () => {
    const { palette, page } = workbench();
    await page.keyboard.press('F1');
    await palette.input.fill('>Outrunner: Compare with');
    await palette.option('similar commands').first().waitFor();
    assert.equal(await palette.option('Outrunner').count(), 0);
    await page.keyboard.press('Escape');
    await palette.run('View: Show Explorer');
    await palette.run('File: Focus on Files Explorer');
    await page.locator('.explorer-folders-view').getByText('jobs', { exact: true }).click();
    await file().waitFor();
    assert.equal(await marked('Outrunner').count(), 0);
  });

  it('marks its files once the workspace is trusted, and pushes them', async () => {
    const { palette, page, messages } = workbench();
    await trustWorkspace(workbench());
    await marked('only in the folder').waitFor();
    await palette.run('Outrunner: Push Jobs…');
    await palette.step('Push Jobs to operations');
    await page.keyboard.press('Enter');
    await messages.notification('1 job pushed to operations.').waitFor();
    await marked('only in the folder').waitFor({ state: 'detached' });
  });
});
