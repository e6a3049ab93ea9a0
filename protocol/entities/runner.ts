import { z } from 'zod';
import { ProjectName, RunnerId, Tag } from '../ids.ts';

export const InstallationType = z.enum(['linux', 'windows', 'docker', 'kubernetes']);
export type InstallationType = z.infer<typeof InstallationType>;

export const ReplicaType = z.enum(['manual', 'ephemeral']);
export type ReplicaType = z.infer<typeof ReplicaType>;

/** A runner as it is defined. It executes nothing itself: its replicas do. Times are epoch ms. */
export const Runner = z.object({
  id: RunnerId,
  name: z.string().min(1).max(128),
  description: z.string(),
  tags: z.array(Tag).max(64),
  assignedProjects: z.array(ProjectName),
  /** The Local Runner: serves every project, and is started by the coordinator itself. */
  local: z.boolean(),
  installationType: InstallationType,
  replicaType: ReplicaType,
  /** None of its replicas takes new work until it is resumed. */
  paused: z.boolean().optional(),
  createdAt: z.number(),
  revision: z.int().nonnegative(),
});
export type Runner = z.infer<typeof Runner>;
