import * as z from 'zod';
import { Inability } from '../../entities/inability.ts';
import { Labels } from '../../entities/labels.ts';
import { Health, PinnedFacts } from '../../entities/replica.ts';
import { InstallationType, ReplicaType } from '../../entities/runner.ts';
import { ProjectName, ReplicaId, RunnerId, Tag } from '../../ids.ts';

/** Tags as a list, or as Rundeck's `a,b`. The result is lower-cased, sorted and without duplicates. */
export const TagNames = z
  .union([z.array(Tag), z.string().transform((text) => text.split(',').filter((part) => part.trim() !== ''))])
  .pipe(z.array(Tag).max(64, 'at most 64 tags a runner'))
  .transform((tags) => [...new Set(tags)].sort());

/** Node filters by project name. The filters are stored but have no effect. */
export const AssignedProjects = z.record(ProjectName, z.string());

/** A runner in Rundeck's list. Its status is `New` until its first poll. */
export const RunnerListEntry = z.object({
  id: RunnerId,
  name: z.string(),
  description: z.string(),
  status: Health,
  version: z.string().nullable(),
  associatedProjects: z.number(),
  lastCheckin: z.string().nullable(),
  lastCheckinAlert: z.boolean(),
  selected: z.boolean(),
  tagNames: z.array(Tag),
  providers: z.array(z.object({ serviceName: z.string(), provider: z.string(), pluginName: z.string() })),
});
export type RunnerListEntry = z.infer<typeof RunnerListEntry>;

export const RunnerList = z.object({ runners: z.array(RunnerListEntry) });

export const RunnerInfo = z.object({
  id: RunnerId,
  name: z.string(),
  description: z.string(),
  status: Health,
  runnerVersion: z.string().nullable(),
  projectAssociations: z.object({ projectNodeFilters: z.record(z.string(), z.string()) }),
  createTime: z.string(),
  lastCheckin: z.string().nullable(),
  lastCheckinAlert: z.boolean(),
  runningOperations: z.number(),
  /** Milliseconds since the process of its oldest online replica started; null if none is online. */
  uptime: z.number().nullable(),
  tagNames: z.array(Tag),
  installationType: InstallationType,
  replicaType: ReplicaType,
  runnerAsNodeEnabled: z.boolean().optional(),
  remoteNodeDispatch: z.boolean().optional(),
  runnerNodeFilter: z.string().optional(),
});
export type RunnerInfo = z.infer<typeof RunnerInfo>;

const RunnerName = z
  .string()
  .trim()
  .min(1, 'runner name: at least one character')
  .max(128, 'runner name: at most 128 characters')
  .normalize()
  .refine((name) => !/[\p{Cc}\p{Cs}]/u.test(name), 'runner name: one line of text');

export const CreateRunner = z.object({
  name: RunnerName,
  description: z.string().max(4096).default(''),
  assignedProjects: AssignedProjects.optional(),
  /** Whether the runner's host is a node, by assigned project. Default: it is. */
  projectRunnerAsNode: z.record(ProjectName, z.boolean()).optional(),
  tagNames: TagNames.optional(),
  installationType: InstallationType.default('linux'),
  replicaType: ReplicaType.default('manual'),
});
export type CreateRunner = z.infer<typeof CreateRunner>;

/** The runner to create for a project. Terraform sends it as `newRunnerRequest`, which then replaces the other keys. */
export const CreateProjectRunner = CreateRunner.extend({ newRunnerRequest: CreateRunner.optional() });

/**
 * A change of a runner. Absent keys keep their values. The types of installation and replicas cannot be changed.
 * `assignedProjects` and `tagNames` replace the previous lists.
 */
export const UpdateRunner = z.object({
  runnerId: RunnerId.optional(),
  name: RunnerName.optional(),
  description: z.string().max(4096).optional(),
  assignedProjects: AssignedProjects.optional(),
  tagNames: TagNames.optional(),
});
export type UpdateRunner = z.infer<typeof UpdateRunner>;

/** `token` is the one-time enrollment token; `downloadTk` only authorises downloads of the install script. */
export const RunnerCredentials = z.object({
  runnerId: RunnerId,
  token: z.string(),
  downloadTk: z.string(),
  /** Epoch ms. */
  tokenExpiresAt: z.number(),
});
export type RunnerCredentials = z.infer<typeof RunnerCredentials>;

export const CreatedRunner = RunnerCredentials.extend({
  name: z.string(),
  description: z.string(),
  projectAssociations: z.record(z.string(), z.string()),
});
export type CreatedRunner = z.infer<typeof CreatedRunner>;

export const PingStarted = z.object({ pingToken: z.string() });
export const PingResult = z.object({ completed: z.boolean(), message: z.string(), iserror: z.boolean() });
export type PingResult = z.infer<typeof PingResult>;

export const RunnerTags = z.object({ tags: z.record(Tag, z.number()) });

export const RunnerUi = z.object({
  allowedActions: z.array(z.enum(['create', 'update', 'delete', 'ping', 'regen'])),
  features: z.record(z.string(), z.boolean()),
  projectCount: z.number(),
});
export type RunnerUi = z.infer<typeof RunnerUi>;

/** A replica as the tree views show it. Times are epoch ms. */
export const ReplicaOverview = z.object({
  id: ReplicaId,
  runnerId: RunnerId,
  health: Health,
  hostname: z.string(),
  platform: z.string(),
  architecture: z.string(),
  programVersion: z.string(),
  user: z.string(),
  pty: z.boolean(),
  /** Labels that the replica's host reports. */
  labels: Labels.default({}),
  /** The facts that an administrator confirmed, or null. */
  pinned: PinnedFacts.nullable().default(null),
  enrolledAt: z.number(),
  /** Milliseconds since the replica's process started; null if the replica is offline or does not report it. */
  uptime: z.number().nullable().default(null),
  /** Null before the replica's first poll since the coordinator started. */
  lastSeenAt: z.number().nullable(),
  running: z.number(),
  maxRunning: z.number(),
  draining: z.boolean(),
  /** Whether the replica or its runner is paused: it takes no new work until resumed. */
  paused: z.boolean().default(false),
  /**
   * Why the replica's host cannot start steps; null if it can. The coordinator offers the replica no operations until
   * it can.
   */
  unable: Inability.nullable().default(null),
  /** The replica's address during enrollment, as the coordinator saw it. */
  address: z.string().nullable().default(null),
  /**
   * When the coordinator detected that two processes use the replica's credentials; null: not since the coordinator
   * started.
   */
  copiedAt: z.number().nullable().default(null),
  /** The remedy if the replica's version differs from the coordinator's; null if it does not. */
  versionWarning: z.string().nullable().default(null),
});
export type ReplicaOverview = z.infer<typeof ReplicaOverview>;

/** A runner as the tree views show it, with its replicas. */
export const RunnerOverview = z.object({
  id: RunnerId,
  name: z.string(),
  description: z.string(),
  health: Health,
  /** Whether this is the Local Runner, which serves every project. */
  local: z.boolean(),
  tags: z.array(Tag),
  assignedProjects: z.array(ProjectName),
  installationType: InstallationType,
  replicaType: ReplicaType,
  paused: z.boolean().default(false),
  replicas: z.array(ReplicaOverview),
  revision: z.int().nonnegative(),
});
export type RunnerOverview = z.infer<typeof RunnerOverview>;
