import assert from 'node:assert/strict';
import { ReplicaOverview, RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import { REPLICA_COLUMNS, replicaWarnings, runnerText } from './replica-lines.ts';

const replica = ReplicaOverview.parse({
  id: '11111111-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
  runnerId: 'r1',
  health: 'Healthy',
  hostname: 'host-1',
  platform: 'linux',
  architecture: 'x64',
  programVersion: '0.1.0',
  user: 'ops',
  pty: true,
  labels: { site: 'fra' },
  enrolledAt: 0,
  uptime: 76 * 3_600_000,
  lastSeenAt: null,
  running: 1,
  maxRunning: 5,
  draining: false,
});
const down = ReplicaOverview.parse({ ...replica, health: 'Down', labels: {}, uptime: null });

describe('runner and replica lines', () => {
  it('show a runner with its replicas and their uptime', () => {
    const runner = RunnerOverview.parse({
      id: 'r1',
      name: 'edge',
      description: 'At the edge',
      health: 'Healthy',
      local: false,
      tags: ['db', 'eu'],
      assignedProjects: ['demo'],
      installationType: 'linux',
      replicaType: 'manual',
      replicas: [replica, down],
      revision: 1,
    });
    assert.equal(
      runnerText(runner),
      [
        'edge (r1): Healthy',
        'At the edge',
        'tags     db, eu',
        'projects demo',
        `replica  ${replica.id} on host-1, Healthy, version 0.1.0, up 3 d 4 h, 1 of 5 running, site=fra`,
        `replica  ${replica.id} on host-1, Down, version 0.1.0, 1 of 5 running`,
        '',
      ].join('\n'),
    );
  });

  it('show why a replica cannot start steps, below its line and as a warning', () => {
    const unable = { code: 'no-space', message: 'No space left on the disk of /data.' };
    const full = ReplicaOverview.parse({ ...replica, health: 'Unhealthy', unable });
    const runner = RunnerOverview.parse({
      id: 'r1',
      name: 'edge',
      description: '',
      health: 'Unhealthy',
      local: false,
      tags: [],
      assignedProjects: [],
      installationType: 'linux',
      replicaType: 'manual',
      replicas: [full],
      revision: 1,
    });
    assert.match(runnerText(runner), /\n {9}cannot start steps: No space left on the disk of \/data\.\n$/);
    assert.equal(REPLICA_COLUMNS.WORK(full), 'unable');
    assert.deepEqual(replicaWarnings(full).slice(0, 1), [
      `Replica ${replica.id} cannot start steps: No space left on the disk of /data.`,
    ]);
  });

  it('escape control characters in facts, so that each fact stays on one line', () => {
    const hostile = ReplicaOverview.parse({ ...replica, hostname: 'h\nreplica  x\u001b[2J' });
    const runner = RunnerOverview.parse({
      id: 'r1',
      name: 'edge',
      description: '',
      health: 'Healthy',
      local: false,
      revision: 1,
      tags: [],
      assignedProjects: [],
      installationType: 'linux',
      replicaType: 'manual',
      replicas: [hostile],
    });
    assert.match(runnerText(runner), /\nreplica {2}\S+ on h\\nreplica {2}x\\u001b\[2J, Healthy, .*\n$/);
  });

  it('list the uptime of online replicas only', () => {
    assert.deepEqual([replica, down].map(REPLICA_COLUMNS.UP), ['3 d 4 h', '']);
  });
});
