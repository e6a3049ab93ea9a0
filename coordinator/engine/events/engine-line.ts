import type { ExecutionEvent } from '../../../protocol/events/execution-event.ts';
import type { ExecutionId, OperationId } from '../../../protocol/ids.ts';

/** Execution events that the engine writes. The event stream and the output produce the excluded types. */
export type EngineLogEvent = Exclude<ExecutionEvent, { type: 'reset' | 'ready' | 'output' }>;

/** The step, node and operation that a line refers to. */
export interface LineSubject {
  readonly stepctx?: string;
  readonly node?: string;
  readonly operationId?: OperationId;
}

/** A line that the engine writes to the log of an execution. */
export interface EngineLine extends LineSubject {
  readonly executionId: ExecutionId;
  /** Increases within the execution, possibly with gaps, and never repeats. Used as a cursor. */
  readonly number: number;
  /** The text of the line in the log. */
  readonly message: string;
  /** The event that followers of the execution receive. */
  readonly event: EngineLogEvent;
}
