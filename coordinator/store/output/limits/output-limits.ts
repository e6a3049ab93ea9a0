import type { ExecutionId, OperationId } from '../../../../protocol/ids.ts';

/** A limit of output. Output of the same group is counted together: an execution, or a node of an execution. */
export interface OutputLimit {
  readonly group: string;
  readonly kind: 'lines' | 'bytes';
  readonly amount: number;
  /**
   * Whether all output beyond the limit is dropped. Otherwise some of it is stored while the listener ends the
   * execution.
   */
  readonly drops: boolean;
}

/** The limits of executions. Called for each append, so it must answer from memory. */
export interface OutputLimits {
  /** Returns the limit of an operation, which must never change; undefined if it has none. */
  of(operationId: OperationId, executionId: ExecutionId): OutputLimit | undefined;
  /** Called when a limit was exceeded: once per group, and again after a restart when more arrives. */
  reached(executionId: ExecutionId, limit: OutputLimit): void;
}

export const NO_LIMITS: OutputLimits = { of: () => undefined, reached: () => undefined };
