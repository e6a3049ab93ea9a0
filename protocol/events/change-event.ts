import * as z from 'zod';
import { Settings } from '../entities/settings.ts';
import { ExecutionId, JobId, ProjectName, RunnerId } from '../ids.ts';
import { Execution } from '../routes/shapes/execution-shapes.ts';
import { JobOverview } from '../routes/shapes/job-shapes.ts';
import { KeyOverview } from '../routes/shapes/key-shapes.ts';
import { ProjectNodeSources } from '../routes/shapes/node-shapes.ts';
import { RunnerOverview } from '../routes/shapes/runner-shapes.ts';

/**
 * Events of `/outrunner/v1/events`. Each contains the complete current object, so a client may apply an event twice.
 * After `reset`, a client reads the lists again. A client that reads the lists after `ready` misses no change.
 */
export const ChangeEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('reset') }),
  /** First event of every connection. A stream that is resumed with its id misses no later event. */
  z.object({ type: z.literal('ready') }),
  /** A runner was created or edited, or its replicas or their health changed. */
  z.object({ type: z.literal('runner-changed'), runner: RunnerOverview }),
  z.object({ type: z.literal('runner-deleted'), runnerId: RunnerId }),
  z.object({
    type: z.literal('project-changed'),
    project: z.object({ name: ProjectName, description: z.string() }),
  }),
  z.object({ type: z.literal('project-deleted'), project: ProjectName }),
  z.object({ type: z.literal('job-changed'), job: JobOverview }),
  z.object({ type: z.literal('job-deleted'), jobId: JobId, project: ProjectName }),
  z.object({ type: z.literal('execution-changed'), execution: Execution }),
  /** Executions of a project were deleted. */
  z.object({
    type: z.literal('executions-deleted'),
    project: ProjectName,
    executions: z.array(ExecutionId),
  }),
  z.object({ type: z.literal('settings-changed'), settings: Settings }),
  /** The nodes or the problem of a source changed, or the project's list of sources changed. */
  z.object({ type: z.literal('node-sources-changed'), of: ProjectNodeSources }),
  /** A key was created or replaced. */
  z.object({ type: z.literal('key-changed'), key: KeyOverview }),
  z.object({ type: z.literal('key-deleted'), path: z.string() }),
  z.object({ type: z.literal('tokens-changed') }),
  z.object({ type: z.literal('share-changed') }),
]);
export type ChangeEvent = z.infer<typeof ChangeEvent>;
