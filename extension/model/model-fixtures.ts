/** Runners, jobs, keys and executions for the tests of the model, the views and the commands. */

import type * as z from 'zod';
import { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import { KeyOverview } from '../../protocol/routes/shapes/key-shapes.ts';
import { ReplicaOverview, RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';

export function aRunner(more: Partial<z.input<typeof RunnerOverview>> = {}): RunnerOverview {
  return RunnerOverview.parse({
    id: 'r1',
    name: 'edge',
    description: '',
    health: 'Healthy',
    local: false,
    tags: ['db'],
    assignedProjects: ['demo'],
    installationType: 'linux',
    replicaType: 'manual',
    replicas: [],
    revision: 1,
    ...more,
  });
}

export function aReplica(more: Partial<z.input<typeof ReplicaOverview>> = {}): ReplicaOverview {
  return ReplicaOverview.parse({
    id: '11111111-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
    runnerId: 'r1',
    health: 'Healthy',
    hostname: 'host-1',
    platform: 'linux',
    architecture: 'x64',
    programVersion: '0.1.0',
    user: 'ops',
    pty: true,
    enrolledAt: 0,
    lastSeenAt: 0,
    running: 1,
    maxRunning: 5,
    draining: false,
    ...more,
  });
}

export function aJob(more: Partial<z.input<typeof JobOverview>> = {}): JobOverview {
  return JobOverview.parse({
    id: 'j1',
    name: 'backup',
    group: '',
    project: 'demo',
    description: '',
    executionEnabled: true,
    selector: { mode: 'TAGS', match: 'all', tags: ['db'] },
    selected: true,
    modifiedAt: 0,
    modifiedBy: 'admin',
    revision: 1,
    ...more,
  });
}

export function aKey(more: Partial<KeyOverview> = {}): KeyOverview {
  return KeyOverview.parse({
    path: 'keys/db/password',
    kind: 'password',
    createdAt: 0,
    createdBy: 'admin',
    modifiedAt: 0,
    modifiedBy: 'admin',
    ...more,
  });
}

export function anExecution(more: Partial<z.input<typeof Execution>> = {}): Execution {
  return Execution.parse({
    id: 1,
    href: '',
    permalink: '',
    status: 'running',
    project: 'demo',
    executionType: 'user',
    user: 'admin',
    'date-started': { unixtime: 1000, date: '1970-01-01T00:00:01Z' },
    description: 'backup',
    argstring: null,
    successfulNodes: [],
    failedNodes: [],
    ...more,
  });
}
