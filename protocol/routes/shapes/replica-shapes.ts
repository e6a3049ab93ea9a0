import { z } from 'zod';
import { ReplicaId, RunnerId } from '../../ids.ts';

/** A replica as Rundeck tells of it. Times are ISO 8601, `uptime` is in ms. */
export const ReplicaRecord = z.object({
  replicaId: ReplicaId,
  runnerId: RunnerId,
  /** Always empty: a replica does not tell its data dir. */
  installationPath: z.string(),
  ipAddress: z.string().nullable(),
  createTime: z.string(),
  lastCheckin: z.string().nullable(),
  lastCheckinAlert: z.boolean(),
  uptime: z.number(),
  runningOperations: z.number(),
  versionWarning: z.string().nullable(),
});
export type ReplicaRecord = z.infer<typeof ReplicaRecord>;

/**
 * `drain`: take no new work, finish what is held, end. `pause`: take no new work until `resume`. For the runner, or for
 * one replica of it alone; a replica takes work where neither is paused.
 */
export const Intake = z.object({
  act: z.enum(['drain', 'pause', 'resume']),
  replica: ReplicaId.optional(),
});
export type Intake = z.infer<typeof Intake>;
