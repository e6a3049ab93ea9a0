import type { ExecutionEvent } from '../events/execution-event.ts';
import type { OperationId } from '../ids.ts';

/**
 * Drops output that was already shown. After a power loss, the coordinator resends output that was not yet durable, at
 * the same offsets. Stores one number for each open operation.
 */
export class UnseenOutput {
  /** Offset after the last byte that was seen. */
  readonly #ends = new Map<OperationId, number>();

  /** Returns the event without the bytes that were seen before; undefined if none are left. */
  of(event: ExecutionEvent): ExecutionEvent | undefined {
    switch (event.type) {
      case 'output':
        return this.#unseen(event);
      case 'step-ended':
        this.#ends.delete(event.operation);
        return event;
      case 'reset':
        this.#ends.clear();
        return event;
      default:
        return event;
    }
  }

  #unseen(event: Extract<ExecutionEvent, { type: 'output' }>): ExecutionEvent | undefined {
    const { operation, offset } = event;
    const seen = (this.#ends.get(operation) ?? 0) - offset;
    const length = Buffer.byteLength(event.bytes, 'base64');
    if (seen >= length) return undefined;
    this.#ends.set(operation, offset + length);
    if (seen <= 0) return event;
    const bytes = Buffer.from(event.bytes, 'base64').subarray(seen).toString('base64');
    return { ...event, offset: offset + seen, bytes };
  }
}
