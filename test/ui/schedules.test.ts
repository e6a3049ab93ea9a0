import assert from 'node:assert/strict';
import type { Client } from '../../protocol/client/client.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { somebodyElseAt } from './coordinator-of.ts';
import { useWorkbench } from './use-workbench.ts';

const PROJECT = ProjectName.parse('operations');
const JOBS = `- name: yearly
  schedule: {crontab: '0 0 0 1 1 ? *'}
  sequence: {commands: [{exec: 'true'}]}
- name: sooner
  schedule: {crontab: '0 0 * * * ? *'}
  sequence: {commands: [{exec: 'true'}]}
`;

describe('schedules', function () {
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
    await other.importJobs({
      params: { project: PROJECT },
      query: {},
      body: { text: JOBS, mediaType: 'application/yaml' },
    });
    await sideBar.row(/^Job yearly/).waitFor();
  });
  after(() => other?.close());

  it('are shown in one view, the next run first, with a countdown', async () => {
    const { sideBar, palette } = workbench();
    await palette.run('Outrunner: Focus on Schedules View');
    await sideBar.row(/^Schedule of job sooner in operations, (in|due)/).waitFor();
    await sideBar.row(/^Schedule of job yearly in operations, in \d+ d/).waitFor();
    const names = await sideBar
      .row(/^Schedule of job/)
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
    assert.deepEqual(
      names.map((name) => /job (\w+)/.exec(name)?.[1]),
      ['sooner', 'yearly'],
    );
    await workbench().screenshot('schedules');
  });

  it('are disabled from their row, which also runs the job', async () => {
    const { sideBar } = workbench();
    await sideBar.rowMenu(/^Schedule of job yearly/, 'Disable Schedule');
    await sideBar.row(/^Schedule of job yearly in operations, schedule disabled/).waitFor();
    await sideBar.rowAction(/^Schedule of job yearly/, 'Run Job…');
    await sideBar.row(/^Execution \d+ of yearly, succeeded/).waitFor();
  });

  it('open their job by a click', async () => {
    const { sideBar, page } = workbench();
    await sideBar.row(/^Schedule of job yearly/).click();
    await page.getByRole('tab', { name: /yearly/ }).waitFor();
  });
});
