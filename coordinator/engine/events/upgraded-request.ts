import type { OperationTarget, RunnerHost } from '../../../job-language/plan/workflow-plan.ts';
import type { OperationTemplate } from '../../../protocol/runner/operation-template.ts';
import type { OperationValues } from '../../../protocol/runner/operation-values.ts';
import { ENGINE_VERSION, type ExecutionRequested, type JobIdentity } from './events.ts';

/** How version 1 began an execution: every step on the one host of the runner that takes it. */
export interface ExecutionRequestedV1
  extends Omit<ExecutionRequested, 'plan' | 'job' | 'retry' | 'logLimit'> {
  readonly job: JobIdentity;
  readonly target: OperationTarget;
  readonly plan: {
    readonly strategy: 'node-first' | 'sequential';
    readonly keepGoing: boolean;
    readonly steps: readonly {
      readonly kind: 'operation';
      readonly label: string;
      readonly template: OperationTemplate;
      readonly pty: boolean;
      readonly secure: boolean;
    }[];
    readonly nodes: readonly RunnerHost[];
    readonly values: OperationValues;
  };
}

/** The first version whose steps reach nodes by SSH or commands. */
const FIRST_TO_REACH_NODES = 3;

export type AnyRequest = ExecutionRequested | ExecutionRequestedV1;

/**
 * The request as this version has it. What version 1 could begin, this version goes through by the same rules and with the
 * same commands under the same numbers, so that an execution that was open while the coordinator was upgraded keeps its
 * operations, grants and timers. A version whose executions cannot go on so is to be ended as `restored` is: unknown, and
 * saying why.
 *
 * Version 2 knew no targets of nodes: none of its plans has one, and all its steps go where their workflow does. It reached
 * no nodes by SSH or commands: a step on one failed without a command, and does so still, or later numbers would be others.
 *
 * Version 3 had no operations that are given back as not started, so none of its journals replays differently.
 */
export function upgradedRequest(request: AnyRequest): ExecutionRequested {
  if (!isV1(request)) {
    const reachesNoNodes = request.engineVersion < FIRST_TO_REACH_NODES;
    return { ...request, engineVersion: ENGINE_VERSION, ...(reachesNoNodes ? { reachesNoNodes: true } : {}) };
  }
  const { target, plan, ...rest } = request;
  const { nodes, steps, ...kept } = plan;
  return {
    ...rest,
    engineVersion: ENGINE_VERSION,
    plan: {
      ...kept,
      steps: steps.map((step) => ({ ...step, perNode: true, filters: [] })),
      dispatch: { nodes, threadCount: 1, keepGoing: false, successOnEmpty: false },
      target,
    },
  };
}

function isV1(request: AnyRequest): request is ExecutionRequestedV1 {
  return request.engineVersion === 1;
}
