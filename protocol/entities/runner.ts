import * as z from 'zod';
import { ownValue } from '../../support/records/own-value.ts';
import { ProjectName, RunnerId, Tag } from '../ids.ts';
import { DEFAULT_RUNNER_DISPATCH, RunnerDispatch } from './runner-dispatch.ts';

export const InstallationType = z.enum(['linux', 'windows', 'docker', 'kubernetes']);
export type InstallationType = z.infer<typeof InstallationType>;

export const ReplicaType = z.enum(['manual', 'ephemeral']);
export type ReplicaType = z.infer<typeof ReplicaType>;

/** A runner's definition. The runner executes nothing itself: its replicas do. Times are epoch ms. */
export const Runner = z.object({
  id: RunnerId,
  name: z.string().min(1).max(128),
  description: z.string(),
  tags: z.array(Tag).max(64),
  assignedProjects: z.array(ProjectName),
  /** Whether this is the Local Runner. It serves every project, and the coordinator starts it. */
  local: z.boolean(),
  installationType: InstallationType,
  replicaType: ReplicaType,
  /** Whether the runner is paused. Its replicas then accept no new work until it is resumed. */
  paused: z.boolean().optional(),
  /** Keyed by project. Read it with `runnerDispatch`, which adds the defaults. */
  nodeDispatch: z.record(ProjectName, RunnerDispatch).optional(),
  createdAt: z.number(),
  revision: z.int().nonnegative(),
});
export type Runner = z.infer<typeof Runner>;

/** Returns the role of a runner in a project with automatic dispatch. */
export function runnerDispatch(
  { nodeDispatch }: Pick<Runner, 'nodeDispatch'>,
  project: ProjectName,
): RunnerDispatch {
  return ownValue(nodeDispatch, project) ?? DEFAULT_RUNNER_DISPATCH;
}

/** Returns the runner with these assigned projects, and without the dispatch settings of other projects. */
export function assignedTo(runner: Runner, projects: readonly ProjectName[]): Runner {
  const { nodeDispatch, ...rest } = runner;
  const assigned = { ...rest, assignedProjects: [...projects] };
  if (nodeDispatch === undefined) return assigned;
  const kept = projects.flatMap((project) => {
    const dispatch = ownValue(nodeDispatch, project);
    return dispatch === undefined ? [] : [[project, dispatch] as const];
  });
  return { ...assigned, nodeDispatch: Object.fromEntries(kept) };
}

/** Returns the runner without its assignment to a project, and without its dispatch settings there. */
export function withoutProject(runner: Runner, project: ProjectName): Runner {
  return assignedTo(
    runner,
    runner.assignedProjects.filter((name) => name !== project),
  );
}
