import type { OperationId } from '../../../protocol/ids.ts';
import type { EngineLine } from '../../engine/events/engine-line.ts';
import type { StepLocation } from '../../executions/executions.ts';

/**
 * Puts the engine's lines and the output of operations into one order: an operation's start before its output, its
 * output before its end. Output of different operations stays in the order of arrival.
 */
export class Interleave {
  readonly #stepOf = new Map<OperationId, StepLocation>();

  /** Returns the step of an operation; undefined before its start was emitted. */
  placeOf(operation: OperationId): StepLocation | undefined {
    return this.#stepOf.get(operation);
  }

  /** Records a line that was emitted. */
  passed(line: EngineLine): void {
    const { event } = line;
    if (event.type === 'step-started') {
      this.#stepOf.set(event.operation, { stepctx: event.stepctx, node: event.node });
    }
  }

  /**
   * Decides whether the line or the output comes next. The end of an operation waits for its output, so read `output`
   * after `line`. Returns undefined if neither can be emitted: there is no line, and no output of an operation whose
   * start was emitted.
   */
  next(line: EngineLine | undefined, output: OperationId | undefined): 'line' | 'output' | undefined {
    if (line !== undefined && !isEnd(line)) return 'line';
    if (output !== undefined && this.#stepOf.has(output)) return 'output';
    return line === undefined ? undefined : 'line';
  }
}

/** Returns whether the line ends an operation or the execution. */
export function isEnd({ event: { type } }: EngineLine): boolean {
  return type === 'step-ended' || type === 'execution-ended';
}

/** Returns whether the line ends an operation or the execution without success. */
export function isFailedEnd({ event }: EngineLine): boolean {
  return (event.type === 'step-ended' || event.type === 'execution-ended') && event.status !== 'succeeded';
}
