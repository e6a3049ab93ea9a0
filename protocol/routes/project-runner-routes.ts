import * as z from 'zod';
import { ReplicaId, Tag } from '../ids.ts';
import { defineRoute, json } from './declare.ts';
import { RUNNER_QUERY } from './runner-query.ts';
import { ReplicaRecord } from './shapes/replica-shapes.ts';
import {
  CreatedRunner,
  CreateProjectRunner,
  PingResult,
  PingStarted,
  RunnerCredentials,
  RunnerInfo,
  RunnerList,
  RunnerTags,
  UpdateRunner,
} from './shapes/runner-shapes.ts';

const READ = { resource: 'runner', action: 'read' } as const;

/** The runner routes of one project. They only concern runners that are assigned to the project. */
export const PROJECT_RUNNER_ROUTES = {
  listProjectRunners: defineRoute({
    path: '/project/{project}/runnerManagement/runners',
    summary: 'Runners assigned to a project.',
    access: READ,
    query: RUNNER_QUERY,
    answer: json(RunnerList),
  }),
  createProjectRunner: defineRoute({
    method: 'POST',
    path: '/project/{project}/runnerManagement/runners',
    summary: 'Create a runner that is assigned to the project.',
    access: { resource: 'runner', action: 'create' },
    body: json(CreateProjectRunner),
    answer: json(CreatedRunner),
  }),
  getProjectRunner: defineRoute({
    path: '/project/{project}/runnerManagement/runner/{runner}',
    summary: 'A runner of a project.',
    access: READ,
    answer: json(RunnerInfo),
  }),
  updateProjectRunner: defineRoute({
    method: 'POST',
    path: '/project/{project}/runnerManagement/runner/{runner}',
    summary: 'Change a runner of a project; absent keys keep their values.',
    access: { resource: 'runner', action: 'update' },
    body: json(UpdateRunner),
    answer: json(RunnerInfo),
  }),
  deleteProjectRunner: defineRoute({
    method: 'DELETE',
    path: '/project/{project}/runnerManagement/runner/{runner}',
    summary: 'Delete a runner of a project; refused while other projects use it too.',
    access: { resource: 'runner', action: 'delete' },
  }),
  removeProjectAssociation: defineRoute({
    method: 'POST',
    path: '/project/{project}/runnerManagement/runner/{runner}/removeProjectAssociation',
    summary: 'Remove a runner from a project.',
    access: { resource: 'runner', action: 'update' },
    answer: json(RunnerInfo),
  }),
  getProjectRunnerTags: defineRoute({
    path: '/project/{project}/runnerManagement/runner/{runner}/tags',
    summary: 'Tags of a runner of a project.',
    access: READ,
    answer: json(z.object({ tags: z.array(Tag) })),
  }),
  listProjectTags: defineRoute({
    path: '/project/{project}/runnerManagement/tags',
    summary: 'Tags of the runners of a project, with the number of these runners that have each.',
    access: READ,
    answer: json(RunnerTags),
  }),
  listProjectReplicaRecords: defineRoute({
    path: '/project/{project}/runnerManagement/runner/{runner}/replicas',
    summary: 'Replicas of a runner of a project, in Rundeck’s format.',
    access: READ,
    answer: json(z.object({ replicas: z.array(ReplicaRecord) })),
  }),
  pingProjectRunner: defineRoute({
    method: 'POST',
    path: '/project/{project}/runnerManagement/runner/{runner}/ping',
    summary: 'Ping the replicas of a runner, or one of them.',
    access: { resource: 'runner', action: 'ping' },
    query: { replica: ReplicaId.optional() },
    answer: json(PingStarted),
  }),
  checkProjectPing: defineRoute({
    path: '/project/{project}/runnerManagement/checkPing/{ping}',
    summary: 'Whether a ping was answered.',
    access: { resource: 'runner', action: 'ping' },
    answer: json(PingResult),
  }),
  regenerateProjectCredentials: defineRoute({
    method: 'POST',
    path: '/project/{project}/runnerManagement/runner/{runner}/regenerateCreds',
    summary: 'Revoke the replicas of a runner at once and return a new enrollment token.',
    access: { resource: 'runner', action: 'regenerate_credentials' },
    answer: json(RunnerCredentials),
  }),
  downloadProjectInstallScript: defineRoute({
    path: '/project/{project}/runnerManagement/download/{download}',
    summary: 'The install script of a runner, for a shell or, on Windows, PowerShell; it holds no secret.',
    access: 'anybody',
    answer: { kind: 'text', mediaTypes: ['text/x-shellscript', 'text/plain'] },
  }),
} as const;
