/** Preview of a run, for people. Values of secure options are `*****`. */
import * as z from 'zod';
import { DispatchFacts, WorkflowFacts } from '../../entities/workflow-facts.ts';

/** The names of the runners that would execute the steps, best first, or why there are none. */
export const PreviewRunners = z.object({ names: z.array(z.string()), problem: z.string().optional() });
export type PreviewRunners = z.infer<typeof PreviewRunners>;

/** A node that steps run on. */
export const PreviewNode = z.object({
  /** Absent: the host of the runner that takes the step. */
  name: z.string().optional(),
  tags: z.array(z.string()),
  /** The node executor that reaches the node from the runner; absent: the node is the runner's own host. */
  executor: z.string().optional(),
  /** Over SSH: `user@host`. */
  address: z.string().optional(),
  /** Runners of this node; absent: those of the workflow. */
  runners: PreviewRunners.optional(),
});
export type PreviewNode = z.infer<typeof PreviewNode>;

const stepKeys = {
  /** The number of the step, as in an execution: `1`, `2/1`, `2e`. */
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
    'flow-control',
    'unavailable',
  ]),
  /**
   * The expanded text, with the values of the first node: the command, the script, the path or URL of a script with its
   * arguments, the configuration of a plugin, the job and its arguments, the conditions, or why the step cannot run.
   */
  text: z.string(),
  pty: z.boolean(),
  /** Whether the step runs once on each node. Otherwise it runs once for the whole workflow. */
  perNode: z.boolean(),
  /** The text for each node, if it differs between nodes. */
  nodes: z.array(z.object({ node: z.string(), text: z.string() })).optional(),
};

export interface StepPreview extends z.infer<z.ZodObject<typeof stepKeys>> {
  /** Steps of a conditional. */
  steps?: StepPreview[] | undefined;
  /** Only for a job reference: its workflow, if the inputs are known before the run. */
  workflow?: WorkflowPreview | undefined;
  /** Only for a job reference: why its workflow is not shown. */
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

/** The keys of a workflow preview, except the steps. */
export const workflowPreviewKeys = {
  job: z.object({ id: z.string().optional(), name: z.string(), group: z.string(), project: z.string() }),
  ...WorkflowFacts.shape,
  nodes: z.array(PreviewNode),
  ...DispatchFacts.shape,
  runners: PreviewRunners,
  /**
   * Set if each node is dispatched to runners of its own. `runners` then applies to steps that run once, and to nodes
   * without runners of their own. Absent: `runners` applies to all steps.
   */
  automatic: z.literal(true).optional(),
  /** Facts that the planner could not know, in sentences; absent: none. */
  unknown: z.array(z.string()).optional(),
  /** The steps in the order in which they start, once per node; `cut` if the list is incomplete. */
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
