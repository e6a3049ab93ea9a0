import * as z from 'zod';
import { ReplicaId, RunnerId } from '../../ids.ts';

/** A replica in Rundeck's format. Times are ISO 8601. */
export const ReplicaRecord = z.object({
  replicaId: ReplicaId,
  runnerId: RunnerId,
  /** Always empty: a replica does not report its data dir. */
  installationPath: z.string(),
  ipAddress: z.string().nullable(),
  createTime: z.string(),
  lastCheckin: z.string().nullable(),
  lastCheckinAlert: z.boolean(),
  /** Milliseconds since its process started; 0 if the replica is offline or does not report it. */
  uptime: z.number(),
  runningOperations: z.number(),
  versionWarning: z.string().nullable(),
});
export type ReplicaRecord = z.infer<typeof ReplicaRecord>;

/**
 * `drain`: accept no new work, finish the running operations, exit. `pause`: accept no new work until `resume`. Applies
 * to the runner, or to one of its replicas. A replica accepts work only if neither is paused.
 */
export const Intake = z.object({
  act: z.enum(['drain', 'pause', 'resume']),
  replica: ReplicaId.optional(),
});
export type Intake = z.infer<typeof Intake>;

/**
 * `pin` confirms the facts that the replicas of a runner currently report about their hosts, so that steps with secrets
 * can use them. `unpin` withdraws the confirmation. Without `replica`, the change applies to all replicas.
 */
export const FactsChange = z.object({ act: z.enum(['pin', 'unpin']), replica: ReplicaId.optional() });
export type FactsChange = z.infer<typeof FactsChange>;

/** Bounds of a reusable enrollment key. */
export const CreateEnrollmentKey = z.object({
  /** Maximum number of live replicas of the runner. */
  maxReplicas: z.int().positive().max(10_000),
  /** Addresses and networks that the key may be used from, such as `10.0.0.0/8`; empty: any. */
  networks: z.array(z.string().max(64)).max(100).default([]),
  expiresInSeconds: z.int().positive().max(315_360_000).default(2_592_000),
});
export type CreateEnrollmentKey = z.infer<typeof CreateEnrollmentKey>;

/** An enrollment key without its secret. Times are epoch ms. */
export const EnrollmentKeyView = z.object({
  id: z.uuid(),
  maxReplicas: z.number(),
  networks: z.array(z.string()),
  createdAt: z.number(),
  expiresAt: z.number(),
});
export type EnrollmentKeyView = z.infer<typeof EnrollmentKeyView>;

/** `token` is shown only once. `warning` is set if the key can be used from any network. */
export const CreatedEnrollmentKey = EnrollmentKeyView.extend({
  token: z.string(),
  warning: z.string().optional(),
});
export type CreatedEnrollmentKey = z.infer<typeof CreatedEnrollmentKey>;
