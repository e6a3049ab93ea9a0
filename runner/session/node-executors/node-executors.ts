import { EXECUTOR_NAMES, type ExecutorKind, executorKind } from '../../../protocol/nodes/node-executors.ts';
import { type StepCommand, stepCommand } from '../step-command.ts';
import { copiesFiles } from './copied-files.ts';
import type { NodeExecutor, NodeStep } from './node-executor.ts';

/** One for each kind that nodes have besides `local`. */
export type ExecutorTable = Readonly<Record<Exclude<ExecutorKind, 'local'>, NodeExecutor>>;

/** What the keeper is to do for a step on a node, by the executor that the node names. */
export async function nodeStepCommand(step: NodeStep, executors: ExecutorTable): Promise<StepCommand> {
  const { operationId, granted, node, loaded, secure, executor } = step;
  const kind = executorKind(node.executor);
  // Such a step does on this host what is to be done for the node.
  if (kind === 'local' || (granted.template.kind === 'plugin' && !copiesFiles(granted.template)))
    return stepCommand(operationId, granted, loaded, secure, executor);
  if (kind !== undefined) return executors[kind].command(step);
  return {
    kind: 'refused',
    reason: 'ConfigurationFailure',
    problem: `Node ${node.name} has the node executor "${node.executor}", which this runner has not; it has ${EXECUTOR_NAMES.join(', ')}.`,
  };
}
