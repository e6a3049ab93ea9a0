import * as z from 'zod';

/**
 * - `node-first`: runs all consecutive node steps on one node before the next node.
 * - `sequential`: runs a step on all nodes, then the next step.
 * - `parallel`: starts all steps at once.
 * - `ruleset`: starts each step when its rules allow it.
 */
export const Strategy = z.enum(['node-first', 'sequential', 'parallel', 'ruleset']);
export type Strategy = z.infer<typeof Strategy>;

/**
 * Values of a planned workflow that its preview shows unchanged. Values with the name of a job key come from the job;
 * `planJob` determines the others.
 */
export const WorkflowFacts = z.object({
  strategy: Strategy,
  /** Whether to run the remaining steps after a failure. The workflow still fails. */
  keepGoing: z.boolean(),
});
export type WorkflowFacts = z.infer<typeof WorkflowFacts>;

/** Values about the nodes of a planned workflow that its preview shows unchanged. */
export const DispatchFacts = z.object({
  /** Number of nodes that run at a time, at least 1. */
  threadCount: z.number(),
  /** Number of nodes in each tier. Tiers run one after the other. Absent: one tier. */
  tiers: z.array(z.number()).optional(),
});
export type DispatchFacts = z.infer<typeof DispatchFacts>;
