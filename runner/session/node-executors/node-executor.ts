import type { OperationId } from '../../../protocol/ids.ts';
import type { GrantedNode, GrantedOperation, SecureValues } from '../../../protocol/runner/claims.ts';
import type { Executor, StepCommand } from '../step-command.ts';
import type { LoadedStep } from '../step-loader.ts';

/** A step that is to be executed on a node, with what it needs. */
export interface NodeStep {
  readonly operationId: OperationId;
  readonly granted: GrantedOperation;
  readonly node: GrantedNode;
  readonly loaded: LoadedStep;
  readonly secure: SecureValues;
  readonly executor: Executor;
}

/** One way to execute steps on nodes. */
export interface NodeExecutor {
  /** What the keeper is to do for the step. Rejects with an error for a person; its `reason`, if any, is told as code. */
  command(step: NodeStep): Promise<StepCommand>;
}
