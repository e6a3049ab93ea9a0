import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import { VIEWS } from '../../extension/ids/views.ts';
import { schedulesTree } from '../../extension/schedules/schedules-tree.ts';
import type { Client } from '../../protocol/client/client.ts';
import { connectedOutrunner, type Outrunner, PROJECT, somebodyElse } from './outrunner.ts';

const JOBS = `- name: new-year
  schedule: {crontab: '0 0 0 1 1 ? *'}
  sequence: {commands: [{exec: 'true'}]}
`;

describe('the Schedules view', () => {
  let all: Outrunner;
  let other: Client;
  before(async () => {
    all = await connectedOutrunner();
    other = await somebodyElse(all);
  });
  after(() => other.close());

  const rows = () => {
    const { store, upcoming } = all.services;
    return schedulesTree(store.model, upcoming.known, Date.now());
  };
  const shown = (what: string, pattern: RegExp) =>
    all.until(what, () => {
      const row = rows().find(({ label }) => label === 'new-year');
      return row !== undefined && pattern.test(row.description ?? '') ? row : undefined;
    });

  it('shows when a job runs next, even after its schedule was disabled and enabled', async () => {
    await vscode.commands.executeCommand(`${VIEWS.schedules}.focus`);
    const { succeeded } = await other.importJobs({
      params: { project: PROJECT },
      query: {},
      body: { text: JOBS, mediaType: 'application/yaml' },
    });
    const [job] = succeeded;
    assert.ok(job);
    const row = await shown('the next run', /^in \d+ d/);
    await all.run(COMMANDS.disableSchedule, [], row.subject);
    await shown('the disabled schedule', /^schedule disabled/);
    await all.run(COMMANDS.enableSchedule, [], row.subject);
    await shown('the next run again', /^in \d+ d/);
    await other.deleteJob({ params: { job: job.id } });
  });

  it('shows an execution that is planned for later until it is stopped', async () => {
    await vscode.commands.executeCommand(`${VIEWS.schedules}.focus`);
    const { succeeded } = await other.importJobs({
      params: { project: PROJECT },
      query: {},
      body: { text: JOBS.replace('new-year', 'later'), mediaType: 'application/yaml' },
    });
    const [job] = succeeded;
    assert.ok(job);
    const runAtTime = new Date(Date.now() + 3_600_000).toISOString();
    const { id } = await other.runJob({ params: { job: job.id }, body: { runAtTime } });
    const planned = () => rows().find(({ id: row }) => row === `execution:${id}`);
    const row = await all.until('the planned execution', planned);
    assert.match(row.description ?? '', /^in (1 h|59 min) · /);
    await all.run(COMMANDS.stopExecution, [], row.subject);
    await all.until('its end', () => (planned() === undefined ? true : undefined));
    await other.deleteJob({ params: { job: job.id } });
  });
});
