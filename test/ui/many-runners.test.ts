import assert from 'node:assert/strict';
import type { Client } from '../../protocol/client/client.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { somebodyElseAt } from './coordinator-of.ts';
import { useWorkbench } from './use-workbench.ts';

const PROJECT = ProjectName.parse('operations');
const LONG = 'the-runner-behind-the-second-firewall-of-the-old-data-centre-in-the-basement';

describe('hundreds of runners', function () {
  this.bail(true);
  const workbench = useWorkbench();
  let other: Client;
  before(async () => {
    const { sideBar, palette } = workbench();
    await sideBar.open('Outrunner');
    await palette.run('Outrunner: Start Embedded Coordinator');
    await sideBar.row(/^Local Runner, Healthy/).waitFor();
    other = await somebodyElseAt(workbench());
    await other.createProject({ body: { name: PROJECT, description: '' } });
    for (const name of [LONG, ...Array.from({ length: 200 }, (_, index) => `runner-${100 + index}`)])
      await other.createRunner({
        body: { name, tagNames: [`zone-${name.at(-1)}`, 'linux'], assignedProjects: { [PROJECT]: '.*' } },
      });
  });
  after(() => other?.close());

  it('are shown in a narrow side bar and in a dark theme', async () => {
    const { sideBar, page } = workbench();
    await sideBar.row(/^runner-100, New/).waitFor();
    await page.mouse.move(349, 500);
    await page.mouse.down();
    await page.mouse.move(240, 500, { steps: 5 });
    await page.mouse.up();
    await workbench().screenshot('many-runners-narrow');
    await workbench().useTheme('Dark Modern', 'vs-dark');
    await workbench().screenshot('many-runners-dark');
    await page.mouse.move(240, 500);
    await page.mouse.down();
    await page.mouse.move(349, 500, { steps: 5 });
    await page.mouse.up();
  });

  it('offer only commands that act on all selected runners', async () => {
    const { sideBar, page } = workbench();
    await sideBar.openRowMenu(/^runner-100, New/, 'Rename or Describe Runner…');
    await workbench().screenshot('runner-menu');
    await page.keyboard.press('Escape');
    await sideBar.row(/^runner-100, New/).click();
    await sideBar.row(/^runner-102, New/).click({ modifiers: ['Shift'] });
    const menu = await sideBar.openRowMenu(/^runner-101, New/, 'Pause Runner or Replica');
    await workbench().screenshot('runners-menu');
    for (const name of ['Rename or Describe Runner…', 'Add Replica…', 'Regenerate Runner Credentials…'])
      assert.equal(await menu.getByRole('menuitem', { name, exact: true }).count(), 0, name);
    await page.keyboard.press('Enter');
    for (const name of [100, 101, 102])
      await sideBar.row(new RegExp(`^runner-${name}, New, paused`)).waitFor();
    assert.equal(await sideBar.row(/, paused/).count(), 3);
  });

  it('are renamed in a dialog with a Back button', async () => {
    const { sideBar, palette, page } = workbench();
    await sideBar.row(/^runner-104, New/).click();
    await sideBar.rowMenu(/^runner-104, New/, 'Rename or Describe Runner…');
    await palette.step('Rename or Describe runner-104 (1/2)');
    await palette.input.fill('runner-105');
    await palette.message.filter({ hasText: 'A runner named "runner-105" already exists' }).waitFor();
    await palette.answer('Rename or Describe runner-104 (1/2)', 'east');
    await palette.step('Rename or Describe runner-104 (2/2)');
    await page.locator('.quick-input-widget').getByRole('button', { name: 'Back' }).click();
    await palette.step('Rename or Describe runner-104 (1/2)');
    assert.equal(await palette.input.inputValue(), 'east');
    await palette.answer('Rename or Describe runner-104 (1/2)', 'east-database');
    await palette.answer('Rename or Describe runner-104 (2/2)', 'Behind the firewall of the east');
    await sideBar.row(/^east-database, New/).waitFor();
  });

  it('offer replicas, credentials and facts in submenus', async () => {
    const { sideBar, page } = workbench();
    const menu = await sideBar.openRowMenu(/^runner-103, New/, 'Replicas and Credentials');
    await menu.getByRole('menuitem', { name: 'Regenerate Runner Credentials…', exact: true }).waitFor();
    await workbench().screenshot('runner-submenu');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  });

  it('open the form to rename them on F2, and the confirmation to delete them on the Delete key', async () => {
    const { sideBar, palette, messages, page } = workbench();
    await sideBar.row(/^runner-103, New/).click();
    await page.keyboard.press('F2');
    await palette.step('Rename or Describe runner-103 (1/2)');
    await page.keyboard.press('Escape');
    await sideBar.row(/^runner-103, New/).click();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Delete');
    await messages.dialog.filter({ hasText: 'Delete runner "runner-102"?' }).waitFor();
    await messages.answerDialog('Cancel');
  });

  it('are grouped by health in the Overview', async () => {
    const { sideBar, palette } = workbench();
    await palette.run('Outrunner: Show Overview');
    await sideBar.row(/^New Runners: 201/).waitFor();
    await sideBar.row(/^Healthy Runners: 1/).click();
    await sideBar.row(/^Failing Jobs: none/).waitFor();
    await workbench().screenshot('overview');
    await sideBar.toggleView('Overview');
  });

  it('are assigned to the project that they are dropped on, after a confirmation', async () => {
    const { sideBar, messages } = workbench();
    const laboratory = ProjectName.parse('laboratory');
    await other.createProject({ body: { name: laboratory, description: '' } });
    await sideBar.row(/^Project laboratory/).waitFor();
    await sideBar.row(/^runner-100, New/).click();
    await sideBar.row(/^runner-102, New/).click({ modifiers: ['Shift'] });
    await sideBar.dragRow(/^runner-101, New/, /^Project laboratory/);
    await messages.dialog.filter({ hasText: 'Assign 3 runners to project "laboratory"?' }).waitFor();
    await workbench().screenshot('drop-runners');
    await messages.answerDialog('Assign');
    await sideBar.dragRow(/^runner-101, New/, /^Project laboratory/);
    const already = 'Nothing was changed: project "laboratory" already has ';
    await messages.notification(new RegExp(`^${already}`)).waitFor();
    const { runners } = await other.listRunnerOverviews();
    assert.equal(runners.filter((it) => it.assignedProjects.includes(laboratory)).length, 3);
  });

  it('are deleted together after a confirmation that shows their number', async () => {
    const { sideBar, messages } = workbench();
    await sideBar.row(/^runner-100, New/).click();
    await sideBar.row(/^runner-103, New/).click({ modifiers: ['Shift'] });
    await sideBar.rowMenu(/^runner-101, New/, 'Delete Runner…');
    await messages.dialog.filter({ hasText: 'Delete 4 runners?' }).waitFor();
    await workbench().screenshot('delete-runners');
    await messages.answerDialog('Delete');
    await sideBar.row(/^runner-103, New/).waitFor({ state: 'detached' });
    const { runners } = await other.listRunnerOverviews();
    assert.equal(runners.filter(({ local }) => !local).length, 197);
  });
});
