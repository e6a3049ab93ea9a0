import * as z from 'zod';
import { ProjectName, ReplicaId, Tag } from '../ids.ts';
import { defineRoute, json } from './declare.ts';
import { queryInteger } from './query-values.ts';
import { RUNNER_QUERY } from './runner-query.ts';
import {
  CreatedRunner,
  CreateRunner,
  PingResult,
  PingStarted,
  RunnerCredentials,
  RunnerInfo,
  RunnerList,
  RunnerOverview,
  RunnerTags,
  RunnerUi,
  UpdateRunner,
} from './shapes/runner-shapes.ts';

const READ = { resource: 'runner', action: 'read' } as const;

export const RUNNER_ROUTES = {
  listRunners: defineRoute({
    path: '/runnerManagement/runners',
    summary: 'Runners.',
    access: READ,
    query: RUNNER_QUERY,
    answer: json(RunnerList),
  }),
  createRunner: defineRoute({
    method: 'POST',
    path: '/runnerManagement/runners',
    summary: 'Create a runner; the answer holds its one-time enrollment token.',
    access: { resource: 'runner', action: 'create' },
    body: json(CreateRunner),
    answer: json(CreatedRunner),
  }),
  getRunner: defineRoute({
    path: '/runnerManagement/runner/{runner}',
    summary: 'A runner.',
    access: READ,
    answer: json(RunnerInfo),
  }),
  updateRunner: defineRoute({
    method: 'POST',
    path: '/runnerManagement/runner/{runner}',
    summary: 'Change a runner; absent keys keep their values.',
    access: { resource: 'runner', action: 'update' },
    body: json(UpdateRunner),
    answer: json(RunnerInfo),
  }),
  deleteRunner: defineRoute({
    method: 'DELETE',
    path: '/runnerManagement/runner/{runner}',
    summary: 'Delete a runner and revoke its replicas.',
    access: { resource: 'runner', action: 'delete' },
  }),
  getRunnerTags: defineRoute({
    path: '/runnerManagement/runner/{runner}/tags',
    summary: 'Tags of a runner.',
    access: READ,
    answer: json(z.object({ tags: z.array(Tag) })),
  }),
  listTags: defineRoute({
    path: '/runnerManagement/tags',
    summary: 'All tags, with the number of runners that have each.',
    access: READ,
    query: { project: ProjectName.optional() },
    answer: json(RunnerTags),
  }),
  searchTags: defineRoute({
    path: '/runnerTag/searchTags',
    summary: 'Tags that contain a text.',
    access: READ,
    query: {
      /** A part of a tag. Letter case is ignored. */
      keyword: z.string().max(64).optional(),
      /** The same as `keyword`. */
      filter: z.string().max(64).optional(),
      tag: z.string().max(64).optional(),
      offset: queryInteger(0, 1e9),
      /** Absent: all tags from `offset` on. */
      limit: queryInteger(1, 1000),
    },
    answer: json(z.array(Tag)),
  }),
  pingRunner: defineRoute({
    method: 'POST',
    path: '/runnerManagement/runner/{runner}/ping',
    summary: 'Ping the replicas of a runner, or one of them.',
    access: { resource: 'runner', action: 'ping' },
    query: { replica: ReplicaId.optional() },
    answer: json(PingStarted),
  }),
  checkPing: defineRoute({
    path: '/runnerManagement/checkPing/{ping}',
    summary: 'Whether a ping was answered.',
    access: { resource: 'runner', action: 'ping' },
    answer: json(PingResult),
  }),
  regenerateCredentials: defineRoute({
    method: 'POST',
    path: '/runnerManagement/runner/{runner}/regenerateCreds',
    summary: 'Revoke the replicas of a runner at once and return a new enrollment token.',
    access: { resource: 'runner', action: 'regenerate_credentials' },
    answer: json(RunnerCredentials),
  }),
  downloadInstallScript: defineRoute({
    path: '/runnerManagement/download/{download}',
    summary: 'The install script of a runner, for a shell or, on Windows, PowerShell; it holds no secret.',
    access: 'anybody',
    answer: { kind: 'text', mediaTypes: ['text/x-shellscript', 'text/plain'] },
  }),
  getRunnerUi: defineRoute({
    path: '/runnerManagement/ui',
    summary: 'What the token may do with runners.',
    access: READ,
    answer: json(RunnerUi),
  }),
  listRunnerOverviews: defineRoute({
    base: 'outrunner',
    path: '/runners',
    summary: 'Runners with tags, projects, health and replicas.',
    access: READ,
    answer: json(z.object({ runners: z.array(RunnerOverview) })),
  }),
} as const;
