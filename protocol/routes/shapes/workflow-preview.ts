/** What a run would do, as people read it. Values of secure options are `*****`. */
import { z } from 'zod';

/** Who would execute the steps: names of runners, best first, or why there is none. */
export const PreviewRunners = z.object({ names: z.array(z.string()), problem: z.string().optional() });
export type PreviewRunners = z.infer<typeof PreviewRunners>;

/** A node that steps run on. */
export const PreviewNode = z.object({
  /** Absent: the host of whichever runner takes the step. */
  name: z.string().optional(),
  tags: z.array(z.string()),
  /** How it is reached from the runner; absent: it is the runner's own host. */
  executor: z.string().optional(),
  /** Over SSH: `user@host`. */
  address: z.string().optional(),
  /** Of this node; absent: those of the workflow. */
  runners: PreviewRunners.optional(),
});
export type PreviewNode = z.infer<typeof PreviewNode>;

const stepKeys = {
  /** As in an execution: `1`, `2/1`, `2e`. */
  stepctx: z.string(),
  label: z.string(),
  kind: z.enum([
    'exec',
    'script',
    'script-file',
    'script-url',
    'plugin',
    'reference',
    'conditional',
    'unavailable',
  ]),
  /**
   * What runs there, expanded, as on the first node: the command, the script, the path and arguments of a script file or
   * address, the configuration of a plugin, the job and its arguments, the conditions, or why it cannot run.
   */
  text: z.string(),
  pty: z.boolean(),
  /** Once on each node; else once for the whole workflow. */
  perNode: z.boolean(),
  /** Where the text differs from node to node: that of each. */
  nodes: z.array(z.object({ node: z.string(), text: z.string() })).optional(),
};

export interface StepPreview extends z.infer<z.ZodObject<typeof stepKeys>> {
  /** Steps of a conditional. */
  steps?: StepPreview[] | undefined;
  /** Of a job reference, where what it is given is known before the run. */
  workflow?: WorkflowPreview | undefined;
  /** Of a job reference: why its workflow is not told. */
  problem?: string | undefined;
  errorHandler?: StepPreview | undefined;
}

export const StepPreview: z.ZodType<StepPreview> = z.object({
  ...stepKeys,
  get steps(): z.ZodOptional<z.ZodArray<z.ZodType<StepPreview>>> {
    return z.array(StepPreview).optional();
  },
  get workflow(): z.ZodOptional<z.ZodType<WorkflowPreview>> {
    return WorkflowPreview.optional();
  },
  problem: z.string().optional(),
  get errorHandler(): z.ZodOptional<z.ZodType<StepPreview>> {
    return StepPreview.optional();
  },
});

/** What is told of a workflow beside its steps. */
export const workflowPreviewKeys = {
  job: z.object({ id: z.string().optional(), name: z.string(), group: z.string(), project: z.string() }),
  strategy: z.enum(['node-first', 'sequential', 'parallel', 'ruleset']),
  keepGoing: z.boolean(),
  nodes: z.array(PreviewNode),
  /** Nodes at a time. */
  threadCount: z.number(),
  /** Sizes of groups of nodes that have their turn one after the other. */
  tiers: z.array(z.number()).optional(),
  runners: PreviewRunners,
  /** Each node goes to its own runners; `runners` are for the rest: what is done once, nodes that name none. Absent: all goes to `runners`. */
  automatic: z.literal(true).optional(),
  /** What the plan was made without knowing, in sentences; absent: nothing. */
  unknown: z.array(z.string()).optional(),
  /** The turns of its steps in the order in which they begin; `cut` where there are more. */
  order: z.array(z.object({ stepctx: z.string(), node: z.string().optional() })),
  cut: z.boolean().optional(),
};

export interface WorkflowPreview extends z.infer<z.ZodObject<typeof workflowPreviewKeys>> {
  steps: StepPreview[];
}

export const WorkflowPreview: z.ZodType<WorkflowPreview> = z.object({
  ...workflowPreviewKeys,
  get steps(): z.ZodArray<z.ZodType<StepPreview>> {
    return z.array(StepPreview);
  },
});
