import type { OperationId } from '../../../protocol/ids.ts';
import type { GrantedNode, GrantedOperation, SecureValues } from '../../../protocol/runner/claims.ts';
import type { Executor, StepCommand } from '../steps/step-command.ts';
import type { LoadedStep } from '../steps/step-loader.ts';

/** A step that is to be executed on a node, with what it needs. */
export interface NodeStep {
  readonly operationId: OperationId;
  readonly granted: GrantedOperation;
  readonly node: GrantedNode;
  readonly loaded: LoadedStep;
  readonly secure: SecureValues;
  readonly executor: Executor;
  /** Writes a script on the runner's host, executable by its user alone, and gives its path. It goes with the step. */
  readonly placeFile: (name: string, text: string) => Promise<string>;
}

/** One way to execute steps on nodes. */
export interface NodeExecutor {
  /** What the keeper is to do for the step. Rejects with an error for a person; its `reason`, if any, is told as code. */
  command(step: NodeStep): Promise<StepCommand>;
}

/** One way to copy files to nodes. */
export interface FileCopier {
  /** The same for a step that copies files, and does nothing else. */
  copy(step: NodeStep): Promise<StepCommand>;
}
