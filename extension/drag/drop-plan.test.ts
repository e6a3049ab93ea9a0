import assert from 'node:assert/strict';
import { aJob, aRunner } from '../model/model-fixtures.ts';
import type { Subject } from '../tree/tree-node.ts';
import { dropPlan } from './drop-plan.ts';

const runners = [
  aRunner({ id: 'r0', name: 'Local Runner', local: true, tags: [], assignedProjects: [] }),
  aRunner({ id: 'r1', name: 'edge', tags: ['db'] }),
  aRunner({ id: 'r2', name: 'far', tags: ['eu'] }),
];
const jobs = [
  aJob({ id: 'j1', name: 'all', selector: { mode: 'TAGS', match: 'all', tags: ['db'] } }),
  aJob({ id: 'j2', name: 'any', selector: { mode: 'TAGS', match: 'any', tags: ['eu'] }, revision: 7 }),
  aJob({ id: 'j3', name: 'local', selector: { mode: 'LOCAL' } }),
  aJob({ id: 'j4', name: 'chosen', selector: { mode: 'FILTER', match: 'all', filter: 'db and not eu' } }),
];
const model = { runners, jobs };
const runner = (runnerId: string): Subject => ({ kind: 'runner', runnerId });
const job = (jobId: string): Subject => ({ kind: 'job', jobId, project: 'demo' });
const tag = (name: string): Subject => ({ kind: 'tag', tag: name });
const project = (name: string): Subject => ({ kind: 'project', project: name });

const changed = (target: Subject, ...dragged: Subject[]) => {
  const plan = dropPlan(model, target, dragged);
  assert.equal(plan.kind, 'change');
  return plan;
};
const message = (kind: string, target: Subject, ...dragged: Subject[]) => {
  const plan = dropPlan(model, target, dragged);
  assert.equal(plan.kind, kind);
  return plan.kind === 'change' ? '' : plan.message;
};

describe('dropPlan', () => {
  it('adds a tag to the dropped runners, and lists those that already have it', () => {
    const { confirmation, changes } = changed(tag('db'), runner('r1'), runner('r2'));
    assert.deepEqual(changes, [{ kind: 'runner-tags', runner: 'r2', tags: ['eu', 'db'] }]);
    assert.equal(confirmation.message, 'Add tag "db" to runner "far"?');
    assert.equal(confirmation.verb, 'Add Tag');
    assert.match(confirmation.detail, /Already up to date: runner "edge"\./);
  });

  it('adds the dropped tags to a runner', () => {
    const { confirmation, changes } = changed(runner('r1'), tag('eu'), tag('gpu'));
    assert.deepEqual(changes, [{ kind: 'runner-tags', runner: 'r1', tags: ['db', 'eu', 'gpu'] }]);
    assert.equal(confirmation.message, 'Add tags "eu", "gpu" to runner "edge"?');
  });

  it('assigns the dropped runners to a project, in addition to the projects that they serve', () => {
    const { confirmation, changes } = changed(project('ops'), runner('r1'), runner('r2'));
    assert.deepEqual(
      changes.map((change) => change.kind === 'runner-projects' && change.projects),
      [
        ['demo', 'ops'],
        ['demo', 'ops'],
      ],
    );
    assert.equal(confirmation.message, 'Assign 2 runners to project "ops"?');
    assert.match(confirmation.detail, /^edge, far\n\n/);
  });

  it('assigns runners to the project whose job group they are dropped on', () => {
    const group: Subject = { kind: 'project', project: 'ops', isPart: true };
    assert.equal(changed(group, runner('r1')).changes.length, 1);
  });

  it('adds a tag to the runner selectors of jobs, and explains the effect on their runs', () => {
    const { confirmation, changes } = changed(tag('gpu'), job('j1'), job('j2'), job('j3'));
    assert.deepEqual(changes, [
      {
        kind: 'job-selector',
        job: { id: 'j1', revision: 1 },
        selector: { mode: 'TAGS', match: 'all', tags: ['db', 'gpu'] },
      },
      {
        kind: 'job-selector',
        job: { id: 'j2', revision: 7 },
        selector: { mode: 'TAGS', match: 'any', tags: ['eu', 'gpu'] },
      },
      {
        kind: 'job-selector',
        job: { id: 'j3', revision: 1 },
        selector: { mode: 'TAGS', match: 'all', tags: ['gpu'] },
      },
    ]);
    assert.match(confirmation.detail, /require all of their tags/);
    assert.match(confirmation.detail, /accept any of their tags/);
    assert.match(confirmation.detail, /run on the Local Runner/);
  });

  it('adds a tag to the runners and to the jobs of one selection', () => {
    const { confirmation, changes } = changed(tag('gpu'), runner('r1'), runner('r2'), job('j1'));
    assert.equal(changes.length, 3);
    assert.equal(confirmation.message, 'Add tag "gpu" to 2 runners and job "all"?');
  });

  it('changes nothing if all dropped rows have the tag or the project, and reports that', () => {
    assert.equal(
      message('unchanged', tag('db'), runner('r1'), job('j1')),
      'Nothing was changed: tag "db" already belongs to runner "edge" and job "all".',
    );
    assert.equal(
      message('unchanged', project('demo'), runner('r0'), runner('r1')),
      'Nothing was changed: project "demo" already has 2 runners.',
    );
  });

  it('refuses a job with a filter and the Local Runner, and suggests another command', () => {
    assert.equal(
      message('refused', job('j4'), tag('db')),
      'Job "chosen" selects its runners by a filter. Change the filter with “Edit Job Tags”.',
    );
    assert.match(
      message('refused', tag('db'), runner('r0')),
      /^The Local Runner has no tags\. To run a job there, use “Edit Job Tags”\.$/,
    );
    assert.match(changed(tag('db'), job('j3'), job('j4')).confirmation.detail, /Job "chosen" selects/);
  });

  it('refuses rows that the target does not accept, rows that no longer exist, and too many rows', () => {
    assert.match(message('refused', job('j1'), runner('r1')), /Drop a runner on a tag or a project/);
    assert.match(message('refused', tag('db'), runner('gone')), /no longer exist/);
    const many = Array.from({ length: 1001 }, () => runner('r1'));
    assert.match(message('refused', tag('db'), ...many), /1001 rows were dropped\. Drop at most 1000/);
  });
});
