import * as z from 'zod';
import { defineRoute, json } from './declare.ts';
import {
  CreatedEnrollmentKey,
  CreateEnrollmentKey,
  EnrollmentKeyView,
  FactsChange,
  Intake,
  ReplicaRecord,
} from './shapes/replica-shapes.ts';
import { ReplicaOverview, RunnerCredentials } from './shapes/runner-shapes.ts';

const READ = { resource: 'runner', action: 'read' } as const;
const UPDATE = { resource: 'runner', action: 'update' } as const;

export const REPLICA_ROUTES = {
  listReplicaRecords: defineRoute({
    path: '/runnerManagement/runner/{runner}/replicas',
    summary: 'Replicas of a runner, in Rundeck’s format.',
    access: READ,
    answer: json(z.object({ replicas: z.array(ReplicaRecord) })),
  }),
  listReplicas: defineRoute({
    base: 'outrunner',
    path: '/runners/{runner}/replicas',
    summary: 'Replicas of a runner.',
    access: READ,
    answer: json(z.object({ replicas: z.array(ReplicaOverview) })),
  }),
  addReplica: defineRoute({
    method: 'POST',
    base: 'outrunner',
    path: '/runners/{runner}/replicas',
    summary: 'Create an enrollment token for one more replica of the runner.',
    access: UPDATE,
    answer: json(RunnerCredentials),
  }),
  deleteReplica: defineRoute({
    method: 'DELETE',
    base: 'outrunner',
    path: '/runners/{runner}/replicas/{replica}',
    summary: 'Revoke and delete one replica.',
    access: UPDATE,
  }),
  listEnrollmentKeys: defineRoute({
    base: 'outrunner',
    path: '/runners/{runner}/enrollment-keys',
    summary: 'Enrollment keys of a runner, without their values.',
    access: READ,
    answer: json(z.object({ keys: z.array(EnrollmentKeyView) })),
  }),
  createEnrollmentKey: defineRoute({
    method: 'POST',
    base: 'outrunner',
    path: '/runners/{runner}/enrollment-keys',
    summary: 'Create a reusable enrollment key; its value is shown once.',
    access: UPDATE,
    body: json(CreateEnrollmentKey),
    status: 201,
    answer: json(CreatedEnrollmentKey),
  }),
  deleteEnrollmentKey: defineRoute({
    method: 'DELETE',
    base: 'outrunner',
    path: '/runners/{runner}/enrollment-keys/{key}',
    summary: 'Delete an enrollment key; the replicas that it enrolled stay.',
    access: UPDATE,
  }),
  setIntake: defineRoute({
    method: 'POST',
    base: 'outrunner',
    path: '/runners/{runner}/intake',
    summary: 'Drain, pause or resume a runner, or one replica of it.',
    access: UPDATE,
    body: json(Intake),
    answer: json(z.object({ replicas: z.array(ReplicaOverview) })),
  }),
  setPinnedFacts: defineRoute({
    method: 'POST',
    base: 'outrunner',
    path: '/runners/{runner}/facts',
    summary:
      'Confirm the host facts that the replicas of a runner, or one of them, report, or withdraw that.',
    access: UPDATE,
    body: json(FactsChange),
    answer: json(z.object({ replicas: z.array(ReplicaOverview) })),
  }),
} as const;
