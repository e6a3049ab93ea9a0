import type { OperationId } from '../../../../protocol/ids.ts';

/** The key of an operation: the execution, and the operation's sequence in the execution. */
export interface OperationKey {
  readonly execution: number;
  readonly sequence: number;
}

export function operationKey(operationId: OperationId): OperationKey {
  const [execution, sequence] = operationId.split('-');
  return { execution: Number(execution), sequence: Number(sequence) };
}

export function operationIdOf({ execution, sequence }: OperationKey): OperationId {
  return `${execution}-${sequence}` as OperationId;
}
