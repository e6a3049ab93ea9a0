import * as z from 'zod';

/** A step of a workflow, described without its commands, in Rundeck's format. */
export interface WorkflowTreeStep {
  /** The string `exec` for a command step; the next properties identify the other kinds of steps in the same way. */
  readonly exec?: string | undefined;
  readonly script?: string | undefined;
  readonly scriptfile?: string | undefined;
  readonly scripturl?: string | undefined;
  /** The plugin of a plugin step. */
  readonly type?: string | undefined;
  readonly nodeStep?: boolean | undefined;
  readonly jobref?: z.infer<typeof JobrefDescription> | undefined;
  /** Id of the referenced job. */
  readonly jobId?: string | undefined;
  /** Steps of the referenced job. */
  readonly workflow?: readonly WorkflowTreeStep[] | undefined;
  /** Steps of a conditional. */
  readonly subSteps?: readonly WorkflowTreeStep[] | undefined;
  readonly errorhandler?: WorkflowTreeStep | undefined;
  readonly description?: string | undefined;
}

const JobrefDescription = z.object({
  group: z.string(),
  name: z.string(),
  project: z.string().optional(),
  uuid: z.string().optional(),
  nodeStep: z.string().optional(),
});

const WorkflowTreeStep: z.ZodType<WorkflowTreeStep> = z
  .object({
    exec: z.string().optional(),
    script: z.string().optional(),
    scriptfile: z.string().optional(),
    scripturl: z.string().optional(),
    type: z.string().optional(),
    nodeStep: z.boolean().optional(),
    jobref: JobrefDescription.optional(),
    jobId: z.string().optional(),
    get workflow() {
      return z.array(WorkflowTreeStep).optional();
    },
    get subSteps() {
      return z.array(WorkflowTreeStep).optional();
    },
    get errorhandler() {
      return WorkflowTreeStep.optional();
    },
    description: z.string().optional(),
  })
  .meta({ id: 'WorkflowTreeStep' });

/** The answer of `GET /job/{id}/workflow`. */
export const WorkflowTree = z.object({ workflow: z.array(WorkflowTreeStep) });
export type WorkflowTree = z.infer<typeof WorkflowTree>;
