import assert from 'node:assert/strict';
import { NO_FILTER } from '../arrangement/execution-filter.ts';
import { NO_STEPS } from '../executions/execution-steps.ts';
import { executionsTree } from '../executions/executions-tree.ts';
import { keysTree } from '../keys/keys-tree.ts';
import { EMPTY_MODEL } from '../model/model.ts';
import { aJob, aKey, anExecution, aReplica, aRunner } from '../model/model-fixtures.ts';
import { projectsTree } from '../projects/projects-tree.ts';
import { placeOfRunner } from '../runners/runner-arrangement.ts';
import { runnersTree } from '../runners/runners-tree.ts';
import { tagsTree } from '../tags/tags-tree.ts';
import type { TreeNode } from '../tree/tree-node.ts';
import { RowLimits } from '../view-state/row-limits.ts';
import type { ShownRows } from '../view-state/shown-rows.ts';
import { ViewState } from '../view-state/view-state.ts';

const shownWith = (state: unknown, limit = 500): ShownRows => ({
  state: ViewState.parse(state),
  limitOf: () => limit,
});

/** Draws the labels of a tree, indented by level. */
function labels(tree: readonly TreeNode[], depth = 0): readonly string[] {
  return tree.flatMap(({ label, children = [] }) => [
    `${'  '.repeat(depth)}${label}`,
    ...labels(children, depth + 1),
  ]);
}

function idsIn(tree: readonly TreeNode[]): readonly string[] {
  return tree.flatMap(({ id, children = [] }) => [id, ...idsIn(children)]);
}

describe('the arranged Runners view', () => {
  const runners = [
    aRunner({ id: 'l', name: 'Local Runner', local: true, tags: [], assignedProjects: [] }),
    aRunner({ id: 'r1', name: 'east', tags: ['db', 'web'], replicas: [aReplica({ running: 2 })] }),
    aRunner({ id: 'r2', name: 'north', health: 'Down', tags: ['web'], assignedProjects: ['ops'] }),
    aRunner({
      id: 'r3',
      name: 'west',
      tags: [],
      assignedProjects: [],
      replicas: [
        aReplica({ id: '22222222-aaaa-4aaa-8aaa-aaaaaaaaaaaa', programVersion: '0.10.0', running: 0 }),
      ],
    }),
  ];
  const tree = (state: unknown, limit?: number) =>
    runnersTree({ ...EMPTY_MODEL, runners }, 0, shownWith(state, limit));
  const top = (state: unknown, limit?: number) => tree(state, limit).map(({ label }) => label);

  it('shows only the runners that match each word of the filter', () => {
    assert.deepEqual(top({ runners: { filter: 'WEB' } }), ['east', 'north']);
    assert.deepEqual(top({ runners: { filter: 'web down' } }), ['north']);
    assert.deepEqual(top({ runners: { filter: 'host-1 v0.10' } }), ['west']);
  });

  it('offers to change a filter that matches no runner', () => {
    const [row, ...others] = tree({ runners: { filter: 'nothing' } });
    assert.equal(row?.label, 'No runner matches the filter');
    assert.equal(row.command, 'outrunner.filterRunners');
    assert.deepEqual(others, []);
    assert.deepEqual(runnersTree(EMPTY_MODEL, 0, shownWith({ runners: { filter: 'nothing' } })), []);
  });

  it('orders runners by health, running steps and version', () => {
    assert.deepEqual(top({ runners: { sort: 'health' } }), ['north', 'Local Runner', 'east', 'west']);
    assert.deepEqual(top({ runners: { sort: 'load' } }).slice(0, 2), ['east', 'Local Runner']);
    assert.deepEqual(top({ runners: { sort: 'version' } }).slice(-2), ['east', 'west']);
  });

  it('groups runners by health, project, tag and version, with the group of runners without a value last', () => {
    const groups = (group: string) =>
      tree({ runners: { group } }).map(({ label, children = [] }) => [
        label,
        children.map((row) => row.label).join(' '),
      ]);
    assert.deepEqual(groups('health'), [
      ['Down', 'north'],
      ['Healthy', 'Local Runner east west'],
    ]);
    assert.deepEqual(groups('project'), [
      ['All Projects', 'Local Runner'],
      ['demo', 'east'],
      ['ops', 'north'],
      ['No Project', 'west'],
    ]);
    assert.deepEqual(groups('tag'), [
      ['db', 'east'],
      ['web', 'east north'],
      ['No Tag', 'Local Runner west'],
    ]);
    assert.deepEqual(groups('version'), [
      ['v0.1.0', 'east'],
      ['v0.10.0', 'west'],
      ['No Replica', 'Local Runner north'],
    ]);
  });

  it('gives a runner and its replicas an id of their own in each group', () => {
    const ids = idsIn(tree({ runners: { group: 'tag' } }));
    assert.equal(new Set(ids).size, ids.length);
  });

  it('shows pinned runners first, outside of groups, if the filter selects them', () => {
    const pinnedRunners = ['r2', 'r3'];
    const [first, second] = tree({ pinnedRunners });
    assert.deepEqual([first?.label, second?.label], ['north', 'west']);
    assert.match(first?.description ?? '', /^pinned · Down/);
    assert.match(first?.accessibleLabel ?? '', /, pinned$/);
    assert.ok(first?.kinds.includes('pinned') && !first.kinds.includes('unpinned'));
    assert.deepEqual(labels(tree({ pinnedRunners, runners: { group: 'tag', filter: 'web' } })), [
      'north',
      'db',
      '  east',
      '    host-1',
      'web',
      '  east',
      '    host-1',
    ]);
  });

  it('builds no rows beyond the limit of a list, and finds the place of a runner there', () => {
    assert.deepEqual(top({}, 2), ['Local Runner', 'east', 'Show More']);
    const state = ViewState.parse({});
    assert.deepEqual(placeOfRunner(runners, state, 'r3'), { list: 'runners', position: 4 });
    assert.equal(placeOfRunner(runners, ViewState.parse({ runners: { filter: 'east' } }), 'r3'), undefined);
    assert.deepEqual(placeOfRunner(runners, ViewState.parse({ runners: { group: 'tag' } }), 'r2'), {
      list: 'runners/web',
      position: 2,
    });
  });

  it('builds rows only for the runners of the first page of 5,000', () => {
    let built = 0;
    const many = Array.from({ length: 5000 }, (_, index) => {
      const runner = aRunner({ id: `r${index}`, name: `runner-${index}` });
      // Only the tooltip of a row reads the description without a filter.
      return Object.defineProperty(runner, 'description', {
        get: () => {
          built += 1;
          return '';
        },
      });
    });
    const { limitOf } = new RowLimits();
    const rows = runnersTree({ ...EMPTY_MODEL, runners: many }, 0, { ...shownWith({}), limitOf });
    assert.equal(rows.length, 501);
    assert.equal(built, 500);
  });
});

describe('the arranged Tags view', () => {
  const model = {
    ...EMPTY_MODEL,
    runners: [
      aRunner({ id: 'r1', name: 'east', tags: ['db', 'web'] }),
      aRunner({ id: 'r2', name: 'north', health: 'Down', tags: ['eu'] }),
    ],
    jobs: [
      aJob({ id: 'j1', name: 'backup', selector: { mode: 'TAGS', match: 'all', tags: ['web'] } }),
      aJob({ id: 'j2', name: 'lost', selector: { mode: 'TAGS', match: 'all', tags: ['moon'] } }),
      aJob({ id: 'j3', name: 'web-check', selector: { mode: 'LOCAL' }, selected: false }),
    ],
  };
  const top = (state: unknown) => tagsTree(model, shownWith(state)).map(({ label }) => label);

  it('shows only the tags and untagged jobs that match', () => {
    assert.deepEqual(top({ tags: { filter: 'web' } }), ['web', 'Untagged Jobs']);
    assert.deepEqual(top({ tags: { filter: 'moo' } }), ['Tags without a Runner']);
    assert.deepEqual(top({ tags: { filter: 'nothing' } }), ['No tag matches the filter']);
  });

  it('orders tags by healthy runners and by jobs', () => {
    assert.deepEqual(top({ tags: { sort: 'healthy' } }).slice(0, 3), ['eu', 'db', 'web']);
    assert.deepEqual(top({ tags: { sort: 'jobs' } }).slice(0, 3), ['web', 'db', 'eu']);
  });
});

describe('the arranged Projects view', () => {
  const model = {
    ...EMPTY_MODEL,
    projects: [
      { name: 'demo', description: '' },
      { name: 'empty', description: '' },
    ],
    jobs: [
      aJob({ id: 'j1', name: 'backup', group: 'nightly/db', modifiedAt: 1 }),
      aJob({ id: 'j2', name: 'deploy', group: 'web', modifiedAt: 3 }),
      aJob({ id: 'j3', name: 'hello', group: '', modifiedAt: 2, executionEnabled: false }),
    ],
  };
  const tree = (state: unknown) => labels(projectsTree(model, shownWith(state)));

  it('shows only the jobs that match, and no project without a match', () => {
    assert.deepEqual(tree({ jobs: { filter: 'night' } }), ['demo', '  nightly', '    db', '      backup']);
    assert.deepEqual(tree({ jobs: { filter: 'disabled' } }), ['demo', '  hello']);
    assert.deepEqual(tree({ jobs: { filter: 'empty' } }), ['empty']);
    assert.deepEqual(tree({ jobs: { filter: 'nothing' } }), ['No job matches the filter']);
  });

  it('shows jobs without groups, in the chosen order', () => {
    assert.deepEqual(tree({ jobs: { group: 'flat', sort: 'changed' } }), [
      'demo',
      '  web/deploy',
      '  hello',
      '  nightly/db/backup',
      'empty',
    ]);
  });

  it('shows a pinned job once, with its path, before the groups of its project', () => {
    assert.deepEqual(tree({ pinnedJobs: ['j1'] }), [
      'demo',
      '  nightly/db/backup',
      '  web',
      '    deploy',
      '  hello',
      'empty',
    ]);
    const [demo] = projectsTree(model, shownWith({ pinnedJobs: ['j1'] }));
    assert.equal(demo?.description, '3 jobs');
    assert.equal(demo.children?.[0]?.description, 'pinned · db');
  });
});

describe('the arranged Executions view', () => {
  const at = (id: number, status: 'running' | 'failed' | 'succeeded', started: number, ended?: number) =>
    anExecution({
      id,
      status,
      'date-started': { unixtime: started, date: '' },
      ...(ended === undefined ? {} : { 'date-ended': { unixtime: ended, date: '' } }),
    });
  const day = 86_400_000;
  const executions = [
    at(3, 'running', 10 * day),
    at(2, 'failed', 9 * day, 9 * day + 9000),
    at(1, 'succeeded', 9 * day, 9 * day + 5000),
  ];
  const list = { filter: NO_FILTER, executions, hasMore: true, isLoading: false };
  const tree = (state: unknown) =>
    executionsTree(list, { steps: NO_STEPS, shown: shownWith(state), now: 10 * day + 1000 });
  const numbers = (rows: readonly TreeNode[]) =>
    rows.flatMap(({ subject }) => (subject.kind === 'execution' ? subject.executionId : []));

  it('orders executions by start and duration, and keeps the row that loads more', () => {
    assert.deepEqual(numbers(tree({})), [3, 2, 1]);
    assert.deepEqual(numbers(tree({ executions: { sort: 'oldest' } })), [1, 2, 3]);
    assert.deepEqual(numbers(tree({ executions: { sort: 'longest' } })), [2, 1, 3]);
    assert.equal(tree({ executions: { sort: 'longest' } }).at(-1)?.label, 'Load More…');
  });

  it('groups executions by job, status and day', () => {
    const groups = (group: string) =>
      tree({ executions: { group } }).flatMap(({ label, children }) =>
        children === undefined ? [] : [[label, numbers(children)]],
      );
    assert.deepEqual(groups('status'), [
      ['running', [3]],
      ['failed', [2]],
      ['succeeded', [1]],
    ]);
    assert.deepEqual(
      groups('day').map(([, members]) => members),
      [[3], [2, 1]],
    );
    assert.deepEqual(groups('job'), [['backup', [3, 2, 1]]]);
  });
});

describe('the arranged Keys view', () => {
  const keys = [
    aKey({ path: 'keys/a', kind: 'private', modifiedAt: 1 }),
    aKey({ path: 'keys/b', kind: 'password', modifiedAt: 3 }),
    aKey({ path: 'keys/project/demo/c', kind: 'password', modifiedAt: 2 }),
  ];
  const tree = (state: unknown) => labels(keysTree({ ...EMPTY_MODEL, keys }, shownWith(state)));

  it('shows only the keys that match, and no folder without a match', () => {
    assert.deepEqual(tree({ keys: { filter: 'demo' } }), ['demo', '  c']);
    assert.deepEqual(tree({ keys: { filter: 'private' } }), ['All Projects', '  a']);
    assert.deepEqual(tree({ keys: { filter: 'nothing' } }), ['No key matches the filter']);
  });

  it('orders the keys of a folder by last change and kind', () => {
    assert.deepEqual(tree({ keys: { sort: 'changed' } }).slice(0, 3), ['All Projects', '  b', '  a']);
    assert.deepEqual(tree({ keys: { sort: 'kind' } }).slice(0, 3), ['All Projects', '  b', '  a']);
  });
});
