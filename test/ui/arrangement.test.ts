import assert from 'node:assert/strict';
import type { Client } from '../../protocol/client/client.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { somebodyElseAt } from './coordinator-of.ts';
import { useWorkbench } from './use-workbench.ts';

const PROJECT = ProjectName.parse('operations');

describe('arranged views', function () {
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
    for (const name of ['db-1', 'web-1', 'web-2'])
      await other.createRunner({ body: { name, assignedProjects: { [PROJECT]: '.*' } } });
    await sideBar.row(/^web-2, New/).waitFor();
  });
  after(() => other?.close());

  const title = () => workbench().sideBar.view('Runners').locator('.pane-header');

  it('filter runners from the title, and show the filter next to the title', async () => {
    const { sideBar, palette } = workbench();
    await sideBar.titleMenu('Runners', 'Filter, Sort and Group', 'Filter Runners…');
    await palette.answer('Filter Runners', 'web');
    await sideBar.row(/^db-1, New/).waitFor({ state: 'detached' });
    await sideBar.row(/^web-1, New/).waitFor();
    await title().getByText('filter: web').waitFor();
  });

  it('pin a row, group the others, and keep this when the window is reloaded', async () => {
    const { sideBar, palette } = workbench();
    await sideBar.rowMenu(/^web-2, New/, 'Pin Job or Runner to Top');
    await sideBar.row(/^web-2, New.*, pinned/).waitFor();
    await palette.run('Outrunner: Group Runners By…');
    await palette.choose('Health');
    await sideBar.row(/^New, 1 runner/).waitFor();
    await workbench().reload();
    await sideBar.open('Outrunner');
    await sideBar.row(/^web-2, New.*, pinned/).waitFor();
    await sideBar.row(/^New, 1 runner/).waitFor();
    await title().getByText('filter: web · by health').waitFor();
    assert.equal(await sideBar.row(/^db-1, New/).count(), 0);
    await workbench().screenshot('arranged-runners');
  });

  it('mark a filter by a filled icon, whose menu clears it', async () => {
    const { sideBar } = workbench();
    await sideBar.titleMenu('Runners', 'Filter, Sort and Group (Filtered)', 'Clear Runner Filter');
    await sideBar.row(/^New, 2 runners/).waitFor();
    await sideBar.row(/^db-1, New/).waitFor();
  });
});
