/**
 * What an execution will do: rows of steps, columns of nodes. Fixed when the execution is accepted.
 */
import type { OperationTemplate } from '../../protocol/expansion/operation-template.ts';
import type { OperationValues } from '../../protocol/expansion/operation-values.ts';

/** `node-first`: all steps on a node, then the next node. `sequential`: a step on all nodes, then the next step. */
export type Strategy = 'node-first' | 'sequential';

/** One operation on each node. */
export interface OperationStep {
  readonly kind: 'operation';
  /** The step's description, else its first line. */
  readonly label: string;
  readonly template: OperationTemplate;
  readonly pty: boolean;
  /** The step gets secure values with its grant. */
  readonly secure: boolean;
}

/** A row. Further kinds of step join this union. */
export type PlanStep = OperationStep;

/** The host of whichever runner takes the step; named by the first grant, unless its name is known before. */
export interface RunnerHost {
  readonly kind: 'runner-host';
  readonly name?: string;
}

/** A column. Further kinds of node join this union. */
export type PlanNode = RunnerHost;

export interface Plan {
  readonly strategy: Strategy;
  /** Run the remaining steps although one failed; the execution fails all the same. */
  readonly keepGoing: boolean;
  readonly steps: readonly PlanStep[];
  readonly nodes: readonly PlanNode[];
  /** Values for all steps on all nodes, secure ones left out. */
  readonly values: OperationValues;
}
