import type { ExecutionId, OperationId } from '../../../../protocol/ids.ts';

/** A limit of output. The output of one group, which is an execution or a node of an execution, is counted together. */
export interface OutputLimit {
  readonly group: string;
  readonly kind: 'lines' | 'bytes';
  readonly amount: number;
  /**
   * Whether all output beyond the limit is dropped. If not, some of that output is stored while the listener ends the
   * execution.
   */
  readonly drops: boolean;
}

/** The limits of executions. Called for each append, so implementations must answer from memory. */
export interface OutputLimits {
  /** Returns the limit of an operation, which must never change; undefined if the operation has no limit. */
  of(operationId: OperationId, executionId: ExecutionId): OutputLimit | undefined;
  /**
   * Called when a limit was exceeded: once per group, and again after a recount (as after a restart) and more output.
   */
  reached(executionId: ExecutionId, limit: OutputLimit): void;
}

export const NO_LIMITS: OutputLimits = { of: () => undefined, reached: () => undefined };
