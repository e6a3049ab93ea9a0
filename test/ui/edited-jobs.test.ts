import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useWorkbench } from './use-workbench.ts';

const JOB = `- name: restart
  sequence:
    commands:
    - exec: echo "from the file"
`;

describe('jobs that the user has edited', function () {
  this.bail(true);
  const workbench = useWorkbench({ settings: { 'files.autoSave': 'off' } });
  before(async () => {
    const { sideBar, palette, messages, folder } = workbench();
    await writeFile(join(folder, 'restart.yaml'), JOB);
    await sideBar.open('Outrunner');
    await palette.run('Outrunner: Start Embedded Coordinator');
    await sideBar.row(/^Local Runner, Healthy/).waitFor();
    await palette.run('Outrunner: Create Project…');
    await palette.answer('Create Project (1/2)', 'operations');
    await palette.answer('Create Project (2/2)', '');
    await sideBar.row(/^Project operations/).waitFor();
    await palette.run('Outrunner: Import Jobs…');
    await palette.step('Import Jobs into operations');
    await palette.choose('restart.yaml');
    await messages.notification('1 job imported into operations.').waitFor();
    await palette.run('Notifications: Clear All Notifications');
  });

  it('are saved before they run, if the user chooses so', async () => {
    const { sideBar, page, messages, terminals } = workbench();
    await sideBar
      .row(/^Job restart/)
      .first()
      .click();
    const editor = page.locator('.monaco-editor[data-uri^="outrunner-job"]').first();
    await editor.locator('.view-line').filter({ hasText: 'from the file' }).click();
    await page.keyboard.press('End');
    await page.keyboard.type('-edited');
    await sideBar.rowAction(/^Job restart/, 'Run Job…');
    await messages.dialog.getByText('Job "restart" has unsaved changes.').waitFor();
    await workbench().screenshot('run-unsaved');
    await messages.answerDialog('Save and Run');
    await terminals.waitFor('from the file-edited');
  });

  it('do not run if they contain an error, which the editor shows', async () => {
    const { sideBar, page, messages } = workbench();
    const editor = page.locator('.monaco-editor[data-uri^="outrunner-job"]').first();
    await editor.locator('.view-line').filter({ hasText: 'sequence' }).click();
    await page.keyboard.press('Home');
    await page.keyboard.type('x');
    await sideBar.rowAction(/^Job restart/, 'Run Job…');
    await messages.notification('Job "restart" was not run. Correct line').waitFor();
    await workbench().screenshot('run-with-error');
    await page.keyboard.press('Control+z');
  });

  it('are kept by an import if the user compares the versions and chooses Keep', async () => {
    const { palette, page, messages } = workbench();
    await palette.run('Outrunner: Import Jobs…');
    await palette.step('Import Jobs into operations');
    await palette.choose('restart.yaml');
    await messages.dialog.getByText('Replace job "restart" in operations?').waitFor();
    await workbench().screenshot('import-replace');
    await messages.answerDialog('Compare');
    await page.locator('.monaco-diff-editor .view-line').filter({ hasText: 'edited' }).first().waitFor();
    await palette.option('Keep').waitFor();
    await workbench().screenshot('import-compare');
    await palette.choose('Keep');
    await messages.notification('0 jobs imported into operations. 1 existing job kept.').waitFor();
  });
});
