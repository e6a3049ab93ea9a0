import assert from 'node:assert/strict';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import { executionsTree } from '../executions/executions-tree.ts';
import { EMPTY_MODEL, type Model } from '../model/model.ts';
import { aJob, anExecution, aReplica, aRunner } from '../model/model-fixtures.ts';
import { projectsTree } from '../projects/projects-tree.ts';
import { runnersTree } from '../runners/runners-tree.ts';
import { tagsTree } from '../tags/tags-tree.ts';
import { drawn } from '../testing/drawn-rows.ts';
import type { TreeNode } from '../tree/tree-node.ts';

const model: Model = {
  ...EMPTY_MODEL,
  runners: [
    aRunner({ id: 'r1', name: 'edge', tags: ['db', 'eu'] }),
    aRunner({ id: 'r2', name: 'far', tags: ['eu'], health: 'Down' }),
    aRunner({ id: 'r0', name: 'Local Runner', tags: [], local: true }),
  ],
  projects: [{ name: 'demo', description: 'Demonstration' }],
  jobs: [
    aJob({ id: 'j1', name: 'backup', group: 'nightly' }),
    aJob({ id: 'j2', name: 'hello', selector: { mode: 'LOCAL' }, selected: false }),
    aJob({ id: 'j3', name: 'lost', selector: { mode: 'TAGS', match: 'any', tags: ['eu', 'moon'] } }),
  ],
  executions: [
    anExecution({ id: 2 }),
    anExecution({ id: 1, status: 'failed', reason: { code: 'NonZeroResultCode', message: 'exit code 3' } }),
  ],
};

const listOf = (executions: readonly Execution[]) => ({
  executions,
  filter: {},
  hasMore: false,
  isLoading: false,
});

function ids(nodes: readonly TreeNode[]): readonly string[] {
  return nodes.flatMap((node) => [node.id, ...ids(node.children ?? [])]);
}
describe('the trees', () => {
  it('show runners with health and tags, the Local Runner first', () => {
    assert.deepEqual(drawn(runnersTree(model, 0)), [
      'Local Runner | Healthy',
      'edge | Healthy · db eu',
      'far | Down · eu',
    ]);
  });

  it('warn about a runner that is assigned to no project', () => {
    const runners = [aRunner({ id: 'r1', assignedProjects: [] })];
    const [runner] = runnersTree({ ...EMPTY_MODEL, runners }, 0);
    assert.equal(runner?.description, 'Healthy, no project · db');
    assert.equal(runner?.icon.id, 'warning');
    assert.equal(runner?.accessibleLabel, 'edge, Healthy, no project, 1 tag: db, 0 replicas');
    assert.match(runner?.tooltip ?? '', /takes no work until it is assigned to a project/);
    const local = aRunner({ id: 'r0', local: true, assignedProjects: [] });
    assert.equal(runnersTree({ ...EMPTY_MODEL, runners: [local] }, 0)[0]?.icon.id, 'pass-filled');
  });

  it('show the replicas of created runners, and mark those that accept no new work', () => {
    const replica = aReplica({ labels: { site: 'fra', rack: '3' } });
    const replicas = [
      { ...replica, paused: true },
      { ...replica, id: '22222222-aaaa-4aaa-8aaa-aaaaaaaaaaaa', hostname: 'host-2', draining: true },
      { ...replica, id: '33333333-aaaa-4aaa-8aaa-aaaaaaaaaaaa', hostname: 'host-3', copiedAt: 1 },
    ];
    const runners = [aRunner({ id: 'r1', name: 'edge', paused: true, replicas })];
    const [runner] = runnersTree({ ...EMPTY_MODEL, runners }, 0);
    assert.match(runner?.description ?? '', /^Healthy, paused · /);
    assert.deepEqual(
      runner?.children?.map(({ label, description }) => `${label} | ${description?.split(' · ')[0]}`),
      ['host-1 | Healthy, paused', 'host-2 | Healthy, draining', 'host-3 | Healthy, data dir copied'],
    );
    assert.match(runner?.children?.[0]?.tooltip ?? '', /, user ops, labels rack=3 site=fra/);
    assert.deepEqual(
      [runner, ...(runner?.children ?? [])].map((row) => row?.kinds.join(' ')),
      ['runner paused unpinned', 'replica paused', 'replica takesWork', 'replica takesWork'],
    );
    const [partly] = runnersTree({ ...EMPTY_MODEL, runners: [aRunner({ replicas })] }, 0);
    assert.deepEqual(partly?.kinds, ['runner', 'takesWork', 'paused', 'unpinned']);
  });

  it('show why a replica cannot start steps in its row, its tooltip and the tooltip of its runner', () => {
    const unable = { code: 'no-space', message: 'No space left on the disk of /data. Free space there.' };
    const full = aReplica({ health: 'Unhealthy', unable });
    const [runner] = runnersTree({ ...EMPTY_MODEL, runners: [aRunner({ replicas: [full] })] }, 0);
    const [row] = runner?.children ?? [];
    assert.match(row?.description ?? '', /^Unhealthy, cannot start steps · /);
    assert.match(row?.accessibleLabel ?? '', /Unhealthy, cannot start steps/);
    for (const tooltip of [row?.tooltip, runner?.tooltip])
      assert.match(tooltip ?? '', /Cannot start steps: No space left on the disk of .*Free space there/);
  });

  it('show the version of a replica if it differs from that of the coordinator', () => {
    const old = aReplica({ programVersion: '0.0.9', versionWarning: 'It is older than the coordinator.' });
    const [runner] = runnersTree({ ...EMPTY_MODEL, runners: [aRunner({ replicas: [old] })] }, 0);
    const [row] = runner?.children ?? [];
    assert.match(row?.description ?? '', /^Healthy, version 0\.0\.9 · 1 of 5 running/);
    assert.equal(row?.icon.id, 'warning');
    assert.equal(
      runner?.accessibleLabel,
      'edge, Healthy, 1 tag: db, 1 replica, 1 running, 1 of another version',
    );
  });

  it('announce to screen readers that a runner is paused, and limit the replicas in tooltips', () => {
    const replicas = Array.from({ length: 300 }, (_, index) =>
      aReplica({ id: `11111111-aaaa-4aaa-8aaa-${String(index).padStart(12, '0')}`, running: 0 }),
    );
    const runners = [aRunner({ paused: true, replicas })];
    const [runner] = runnersTree({ ...EMPTY_MODEL, runners }, 0);
    assert.equal(runner?.accessibleLabel, 'edge, Healthy, paused, 1 tag: db, 300 replicas');
    assert.equal(runner?.children?.length, 300);
    assert.equal(runner?.tooltip?.split('\n\n').filter((line) => line.startsWith('Replica')).length, 5);
    assert.match(runner?.tooltip ?? '', /And 295 more$/);
  });

  it('show the uptime of online replicas', () => {
    const [up, down] = [aReplica(), aReplica({ id: '22222222-aaaa-4aaa-8aaa-aaaaaaaaaaaa', health: 'Down' })];
    const runners = [aRunner({ replicas: [up, down] })];
    const upSince = { [up.id]: 1_000_000 };
    const [runner] = runnersTree({ ...EMPTY_MODEL, runners, upSince }, 1_000_000 + 76 * 3_600_000);
    const [first, second] = (runner?.children ?? []).map(({ tooltip }) => tooltip ?? '');
    assert.match(first ?? '', /, user ops, up 3 d 4 h$/);
    assert.match(second ?? '', /, user ops$/);
    assert.match(runner?.tooltip ?? '', /, 1 of 5 running, up 3 d 4 h\n\n.*, 1 of 5 running$/);
  });

  it('show tags with their runners and jobs, then tags and jobs to review', () => {
    assert.deepEqual(drawn(tagsTree(model)), [
      'db | 1 runner, 1 healthy · 1 job',
      '  edge | Healthy',
      '  nightly/backup | db',
      'eu | 2 runners, 1 healthy · 1 job',
      '  edge | Healthy',
      '  far | Down',
      '  lost | eu or moon',
      'Tags without a Runner | 1',
      '  moon | no runner · 1 job',
      '    lost | eu or moon',
      'Untagged Jobs | 1',
      '  hello | Local Runner',
    ]);
  });

  it('give every row a unique id', () => {
    for (const tree of [
      runnersTree(model, 0),
      tagsTree(model),
      projectsTree(model),
      executionsTree(listOf(model.executions)),
    ]) {
      assert.equal(new Set(ids(tree)).size, ids(tree).length);
    }
  });
});
