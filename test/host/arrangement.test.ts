import assert from 'node:assert/strict';
import { COMMANDS } from '../../extension/ids/commands.ts';
import type { Client } from '../../protocol/client/client.ts';
import type { JobId, RunnerId } from '../../protocol/ids.ts';
import { connectedOutrunner, type Outrunner, PROJECT, somebodyElse } from './outrunner.ts';

const JOBS = `- name: arranged
  group: nightly
  sequence: {commands: [{exec: 'true'}]}
`;

describe('the commands that arrange views', () => {
  let all: Outrunner;
  let other: Client;
  let job: JobId;
  let runner: RunnerId;
  const state = () => all.services.context.rows.states.current;

  before(async () => {
    all = await connectedOutrunner();
    other = await somebodyElse(all);
    const { succeeded } = await other.importJobs({
      params: { project: PROJECT },
      query: {},
      body: { text: JOBS, mediaType: 'application/yaml' },
    });
    const [imported] = succeeded;
    assert.ok(imported);
    job = imported.id;
    const created = await other.createRunner({
      body: { name: 'arranged', tagNames: ['web'], assignedProjects: { [PROJECT]: '.*' } },
    });
    runner = created.runnerId;
    await all.seen('the runner and the job', (model) =>
      model.runners.some(({ id }) => id === runner) ? model.jobs.find(({ id }) => id === job) : undefined,
    );
  });
  after(async () => {
    await other.deleteRunner({ params: { runner } });
    await other.deleteJob({ params: { job } });
    other.close();
  });

  it('store the filter, order and grouping of runners', async () => {
    await all.run(COMMANDS.filterRunners, ['web']);
    await all.run(COMMANDS.sortRunners, ['Health, Worst First']);
    await all.run(COMMANDS.groupRunners, ['Tag']);
    assert.deepEqual(state().runners, { filter: 'web', sort: 'health', group: 'tag' });
    await all.run(COMMANDS.clearRunnerFilter);
    await all.run(COMMANDS.sortRunners, ['Name']);
    await all.run(COMMANDS.groupRunners, ['No Groups']);
    assert.ok(Object.values(state().runners).every((it) => it === undefined));
  });

  it('store the filter and order of tags', async () => {
    await all.run(COMMANDS.filterTags, ['web']);
    await all.run(COMMANDS.sortTags, ['Jobs, Most First']);
    assert.deepEqual(state().tags, { filter: 'web', sort: 'jobs' });
    await all.run(COMMANDS.clearTagFilter);
    await all.run(COMMANDS.sortTags, ['Name']);
    assert.equal(state().tags.filter, undefined);
  });

  it('store the filter, order and grouping of jobs', async () => {
    await all.run(COMMANDS.filterJobs, ['night']);
    await all.run(COMMANDS.sortJobs, ['Last Change, Newest First']);
    await all.run(COMMANDS.groupJobs, ['No Groups']);
    assert.deepEqual(state().jobs, { filter: 'night', sort: 'changed', group: 'flat' });
    await all.run(COMMANDS.clearJobFilter);
    await all.run(COMMANDS.sortJobs, ['Name']);
    await all.run(COMMANDS.groupJobs, ['Group']);
    assert.ok(Object.values(state().jobs).every((it) => it === undefined));
  });

  it('store the order and grouping of executions', async () => {
    await all.run(COMMANDS.sortExecutions, ['Duration, Longest First']);
    await all.run(COMMANDS.groupExecutions, ['Day']);
    assert.deepEqual(state().executions, { sort: 'longest', group: 'day' });
    await all.run(COMMANDS.sortExecutions, ['Start, Newest First']);
    await all.run(COMMANDS.groupExecutions, ['No Groups']);
  });

  it('store the filter and order of keys', async () => {
    await all.run(COMMANDS.filterKeys, ['db']);
    await all.run(COMMANDS.sortKeys, ['Kind']);
    assert.deepEqual(state().keys, { filter: 'db', sort: 'kind' });
    await all.run(COMMANDS.clearKeyFilter);
    await all.run(COMMANDS.sortKeys, ['Path']);
  });

  it('remove a filter that is emptied, and keep it if the prompt is dismissed', async () => {
    await all.run(COMMANDS.filterRunners, ['web']);
    await all.run(COMMANDS.filterRunners, [undefined]);
    assert.equal(state().runners.filter, 'web');
    await all.run(COMMANDS.filterRunners, ['  ']);
    assert.equal(state().runners.filter, undefined);
  });

  it('pin selected rows and a row chosen by name, and unpin them', async () => {
    await all.run(COMMANDS.pinRow, [], { kind: 'runner', runnerId: runner });
    await all.run(COMMANDS.pinRow, ['nightly/arranged']);
    assert.deepEqual(state().pinnedRunners, [runner]);
    assert.deepEqual(state().pinnedJobs, [job]);
    await all.run(COMMANDS.unpinRow, ['arranged']);
    await all.run(COMMANDS.unpinRow, [], { kind: 'job', jobId: job, project: PROJECT });
    assert.deepEqual([...state().pinnedRunners, ...state().pinnedJobs], []);
  });

  it('show more rows of a list', async () => {
    const shown: string[] = [];
    const { rows } = all.services.context;
    const { showMore } = rows;
    Object.assign(rows, { showMore: (list: string) => shown.push(list) });
    try {
      await all.run(COMMANDS.showMoreRows, [], { kind: 'list', list: 'runners' });
    } finally {
      Object.assign(rows, { showMore });
    }
    assert.deepEqual(shown, ['runners']);
  });
});
