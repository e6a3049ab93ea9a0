import assert from 'node:assert/strict';
import { DEFAULT_SETTINGS } from '../../protocol/entities/settings.ts';
import { ProjectName } from '../../protocol/ids.ts';
import type { KeyOverview } from '../../protocol/routes/shapes/key-shapes.ts';
import { EMPTY_MODEL, type Model, modelOf, SHOWN_EXECUTIONS, withChange } from './model.ts';
import { aJob, aKey, anExecution, aRunner } from './model-fixtures.ts';

describe('Model', () => {
  it('sorts the lists for display', () => {
    const model = modelOf({
      runners: [aRunner({ id: 'b', name: 'west' }), aRunner({ id: 'a', name: 'east' })],
      projects: [
        { name: 'b', description: '' },
        { name: 'a', description: '' },
      ],
      jobs: [aJob({ id: '1', group: 'z' }), aJob({ id: '2', name: 'z' }), aJob({ id: '3', name: 'a' })],
      nodeSources: [],
      keys: [],
      executions: [anExecution({ id: 1 }), anExecution({ id: 2 })],
      settings: DEFAULT_SETTINGS,
    });
    assert.deepEqual(
      [model.runners, model.jobs, model.executions].map((list) => list.map((it) => it.id)),
      [
        ['a', 'b'],
        ['3', '2', '1'],
        [2, 1],
      ],
    );
  });

  it('adds, replaces and removes a runner by events, and ignores an event that it has already applied', () => {
    const added = withChange(EMPTY_MODEL, { type: 'runner-changed', runner: aRunner() });
    const down = { type: 'runner-changed', runner: aRunner({ health: 'Down' }) } as const;
    const changed = withChange(added, down);
    assert.equal(changed.runners[0]?.health, 'Down');
    assert.deepEqual(withChange(changed, down), changed);
    assert.deepEqual(withChange(changed, { type: 'runner-deleted', runnerId: aRunner().id }), EMPTY_MODEL);
  });

  it('adds, replaces and removes keys in the order of their paths', () => {
    const put = (model: Model, key: KeyOverview) => withChange(model, { type: 'key-changed', key });
    const two = put(put(EMPTY_MODEL, aKey({ path: 'keys/b' })), aKey({ path: 'keys/a' }));
    const replaced = put(two, aKey({ path: 'keys/b', modifiedBy: 'ann' }));
    assert.deepEqual(
      replaced.keys.map(({ path, modifiedBy }) => `${path} ${modifiedBy}`),
      ['keys/a admin', 'keys/b ann'],
    );
    assert.deepEqual(
      withChange(replaced, { type: 'key-deleted', path: 'keys/a' }).keys.map(({ path }) => path),
      ['keys/b'],
    );
  });

  it('removes the jobs of a deleted project', () => {
    const job = aJob();
    const model = withChange(EMPTY_MODEL, { type: 'job-changed', job });
    assert.deepEqual(withChange(model, { type: 'project-deleted', project: job.project }).jobs, []);
  });

  it('removes deleted executions, and records that the coordinator has older ones', () => {
    const ids = Array.from({ length: SHOWN_EXECUTIONS + 1 }, (_, index) => index + 1);
    const put = (before: Model, id: number) =>
      withChange(before, { type: 'execution-changed', execution: anExecution({ id, status: 'succeeded' }) });
    const all = ids.slice(1).reduce(put, EMPTY_MODEL);
    assert.equal(all.hasOlderExecutions, false);
    const more = put(all, SHOWN_EXECUTIONS + 2);
    const executions = more.executions.slice(0, 2).map(({ id }) => id);
    const project = ProjectName.parse('ops');
    const model = withChange(more, { type: 'executions-deleted', project, executions });
    assert.equal(model.executions.length, SHOWN_EXECUTIONS - 2);
    assert.equal(model.hasOlderExecutions, true);
    assert.deepEqual(model.deletedExecutions, executions);
  });

  it('keeps all running executions and a bounded number of ended executions', () => {
    const ids = Array.from({ length: SHOWN_EXECUTIONS + 20 }, (_, index) => index + 1);
    const model = ids.reduce(
      (before, id) =>
        withChange(before, {
          type: 'execution-changed',
          execution: anExecution({ id, status: id <= 5 ? 'running' : 'succeeded' }),
        }),
      EMPTY_MODEL,
    );
    assert.equal(model.executions.filter((it) => it.status === 'running').length, 5);
    assert.equal(model.executions.length, SHOWN_EXECUTIONS + 5);
    assert.equal(model.executions[0]?.id, SHOWN_EXECUTIONS + 20);
  });
});
