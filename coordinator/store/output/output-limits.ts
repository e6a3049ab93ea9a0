import type { ExecutionId, OperationId } from '../../../protocol/ids.ts';

/** How much output there may be. What is counted together has one group: an execution, or a node of one. */
export interface OutputLimit {
  readonly group: string;
  readonly kind: 'lines' | 'bytes';
  readonly amount: number;
  /** All that is beyond the limit is dropped; otherwise some of it is kept while whoever is told ends the execution. */
  readonly drops: boolean;
}

/** Who knows the limits of executions. Asked for each append, so answered from memory. */
export interface OutputLimits {
  /** Undefined: as much as comes. Always the same for an operation. */
  of(operationId: OperationId, executionId: ExecutionId): OutputLimit | undefined;
  /** More arrived than there may be: told once for each group, and again after a restart when more comes. */
  reached(executionId: ExecutionId, limit: OutputLimit): void;
}

export const NO_LIMITS: OutputLimits = { of: () => undefined, reached: () => undefined };
