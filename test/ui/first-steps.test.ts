import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClickCounter } from './click-counter.ts';
import { useWorkbench } from './use-workbench.ts';
import { TRUST_SETTINGS } from './workspace-trust.ts';

const MOST_CLICKS = 12;

describe('the first steps of a new user', function () {
  this.bail(true);
  const workbench = useWorkbench({ trusted: false, settings: TRUST_SETTINGS });

  it(`lead to the output of a job on a tagged runner in at most ${MOST_CLICKS} clicks, with trust`, async () => {
    const { sideBar, palette, messages, terminals, page } = workbench();
    await messages.statusBarItem('Restricted Mode').waitFor();
    const clicks = await ClickCounter.start(page);
    await sideBar.open('Outrunner');
    await sideBar.welcomeButton('Manage Workspace Trust').click();
    const trust = page.locator('.workspace-trust-editor');
    await trust.getByRole('button', { name: 'Trust', exact: true }).click();
    await sideBar.welcomeButton('Start Embedded Coordinator').first().click();
    await sideBar.row(/^Local Runner, Healthy/).waitFor();
    await sideBar.welcomeButton('Create Runner…').first().click();
    await palette.answer('Create Runner (1/6)', 'edge-1');
    await palette.answer('Create Runner (2/6)', '');
    await palette.answer('Create Runner (3/6)', 'lab');
    for (const number of [4, 5, 6]) {
      await palette.step(`Create Runner (${number}/6)`);
      await page.keyboard.press('Enter');
    }
    await messages.press('Runner "edge-1" created', 'Run in Terminal');
    await sideBar.row(/^edge-1, Healthy/).waitFor();
    await sideBar.row(/^Project operations/).waitFor();
    await sideBar.welcomeButton('New Job…').first().click();
    await palette.answer('New Job (2/4)', 'hello');
    await palette.answer('New Job (3/4)', '');
    await palette.step('New Job (4/4)');
    await palette.tick('lab');
    const editor = page.locator('.editor-group-container');
    await editor.getByRole('button', { name: /^Run Job…/ }).click();
    const screen = await terminals.waitFor('execution 1 succeeded');
    assert.match(screen, /hello from edge-1 on /);
    const count = await clicks.count();
    assert.ok(count > 5 && count <= MOST_CLICKS, `${count} clicks`);
    await workbench().screenshot('first-steps');
  });

  describe('in an empty YAML file', () => {
    const offered = (name: string) =>
      workbench().page.locator('.suggest-widget.visible .monaco-list-row').filter({ hasText: name }).first();
    const accept = async (name: string) => {
      const { page } = workbench();
      await page.keyboard.press('Control+Space');
      await offered(name).click();
    };
    const problem = (text: string) =>
      workbench().page.locator('.marker-widget, .monaco-hover').filter({ hasText: text }).first();
    /** Waits until the changed text has been checked, so that marks and quick fixes belong to it. */
    const counted = (errors: number, warnings: number) =>
      workbench()
        .page.locator('[id="status.problems"]')
        .filter({ hasText: new RegExp(`^\\D*${errors}\\D+${warnings}\\D*$`) })
        .waitFor();
    const fix = async (text: string, title: string) => {
      const { page } = workbench();
      await page.keyboard.press('F8');
      await problem(text).waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+.');
      await page.locator('.action-widget').getByText(title).waitFor();
      await page.keyboard.press('Enter');
    };
    const lens = (title: string) =>
      workbench().page.locator('.codelens-decoration a').filter({ hasText: title }).first();

    it('complete a job with the tag of a runner, and run and preview it', async () => {
      const { palette, page, terminals, folder } = workbench();
      await writeFile(join(folder, 'disk.yaml'), '');
      await page.keyboard.press('Control+p');
      await palette.input.fill('disk.yaml');
      await palette.option('disk.yaml').first().waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.monaco-editor[data-uri$="/disk.yaml"]').waitFor();
      await accept('job with tags');
      await page.keyboard.type('disk');
      await page.keyboard.press('Tab');
      await page.keyboard.type('How full the disks are');
      await page.keyboard.press('Tab');
      await offered('lab').waitFor();
      await page.keyboard.press('Enter');
      await page.keyboard.type('echo "disk of $OUTRUNNER_RUNNER"');
      await page.keyboard.press('Escape');
      await page.locator('.codelens-decoration').filter({ hasText: '1 runner, 1 healthy' }).waitFor();
      await workbench().screenshot('job-by-completion');
      await lens('Preview').click();
      await page.locator('.tab').filter({ hasText: 'disk.outrunner-plan' }).waitFor();
      await page.keyboard.press('Control+w');
      await lens('Run as Draft').click();
      const screen = await terminals.waitFor('execution 2 succeeded');
      assert.match(screen, /disk of edge-1/);
    });

    it('find and fix a misspelt key and a wrong tag, and show a failing step', async () => {
      const { page, terminals } = workbench();
      const replace = async (line: string, text: string) => {
        await page.locator('.view-line').filter({ hasText: line }).click();
        await page.keyboard.press('End');
        await page.keyboard.press('Shift+Home');
        await page.keyboard.type(text);
        await page.keyboard.press('Escape');
      };
      await replace('exec:', '- exec: exit 7');
      await replace('commands:', 'comands:');
      await replace('filter: lab', 'filter: lap');
      await counted(1, 1);
      await fix('Change "comands" to "commands"', 'Change to "commands"');
      await counted(0, 1);
      await fix('No runner of project "operations" has the tag "lap"', 'Change to "lab"');
      await counted(0, 0);
      await page.locator('.codelens-decoration').filter({ hasText: '1 runner, 1 healthy' }).waitFor();
      await lens('Run as Draft').click();
      const screen = await terminals.waitFor('execution 3 failed');
      assert.match(screen, /failed with exit code 7/);
      await replace('exec:', '- exec: echo fixed');
      await lens('Run as Draft').click();
      await terminals.waitFor('execution 4 succeeded');
    });
  });
});
