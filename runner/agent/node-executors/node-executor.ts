import type { OperationId } from '../../../protocol/ids.ts';
import type { GrantedNode, GrantedOperation, SecureValues } from '../../../protocol/runner/claims.ts';
import type { Executor, StepCommand } from '../steps/step-command.ts';
import type { LoadedStep } from '../steps/step-loader.ts';

/** A step to be executed on a node, with everything that it needs. */
export interface NodeStep {
  readonly operationId: OperationId;
  readonly granted: GrantedOperation;
  readonly node: GrantedNode;
  readonly loaded: LoadedStep;
  readonly secure: SecureValues;
  readonly executor: Executor;
  /**
   * Writes a script on the runner's host, executable by its user only, and resolves to its path. The runner removes the
   * file when the step ends.
   */
  readonly placeFile: (name: string, text: string) => Promise<string>;
}

/** A way to execute steps on nodes. */
export interface NodeExecutor {
  /**
   * Resolves to the keeper's command for the step. Rejects with an error that a person can read. If the error has a
   * `reason`, it becomes the reason code of the operation.
   */
  command(step: NodeStep): Promise<StepCommand>;
}

/** A way to copy files to nodes. */
export interface FileCopier {
  /** Resolves to the keeper's command for a step that only copies files. Rejects as `NodeExecutor.command` does. */
  copy(step: NodeStep): Promise<StepCommand>;
}
