import { z } from 'zod';
import { ReplicaId, RunnerId } from '../ids.ts';
import { EMPTY, json, NO_BODY } from './declare.ts';
import { defineRoute } from './route.ts';
import { Intake, ReplicaRecord } from './shapes/replica-shapes.ts';
import { ReplicaOverview, RunnerCredentials } from './shapes/runner-shapes.ts';

const runner = { runner: RunnerId } as const;
const READ = { resource: 'runner', action: 'read' } as const;
const UPDATE = { resource: 'runner', action: 'update' } as const;

export const REPLICA_ROUTES = {
  listReplicaRecords: defineRoute({
    method: 'GET',
    base: 'api',
    path: '/runnerManagement/runner/{runner}/replicas',
    summary: 'Replicas of a runner, as Rundeck tells of them.',
    access: READ,
    params: runner,
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(z.object({ replicas: z.array(ReplicaRecord) })),
  }),
  listReplicas: defineRoute({
    method: 'GET',
    base: 'outrunner',
    path: '/runners/{runner}/replicas',
    summary: 'Replicas of a runner.',
    access: READ,
    params: runner,
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(z.object({ replicas: z.array(ReplicaOverview) })),
  }),
  addReplica: defineRoute({
    method: 'POST',
    base: 'outrunner',
    path: '/runners/{runner}/replicas',
    summary: 'Give a further enrollment token, for one more replica of the runner.',
    access: UPDATE,
    params: runner,
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(RunnerCredentials),
  }),
  deleteReplica: defineRoute({
    method: 'DELETE',
    base: 'outrunner',
    path: '/runners/{runner}/replicas/{replica}',
    summary: 'Revoke and forget one replica.',
    access: UPDATE,
    params: { runner: RunnerId, replica: ReplicaId },
    query: {},
    body: NO_BODY,
    status: 204,
    answer: EMPTY,
  }),
  setIntake: defineRoute({
    method: 'POST',
    base: 'outrunner',
    path: '/runners/{runner}/intake',
    summary: 'Drain, pause or resume a runner, or one replica of it.',
    access: UPDATE,
    params: runner,
    query: {},
    body: json(Intake),
    status: 200,
    answer: json(z.object({ replicas: z.array(ReplicaOverview) })),
  }),
} as const;
