import type { ExecutionEvent } from '../../protocol/events/execution-event.ts';

type Started = Extract<ExecutionEvent, { type: 'step-started' }>;
type Ended = Extract<ExecutionEvent, { type: 'step-ended' }>;

/** The node name in the events of a job without nodes that runs on the Local Runner. */
const OWN_HOST = 'localhost';

/**
 * Formats a line for the start or end of a step. The line contains the node unless it is the runner's own host, because
 * steps on several nodes run concurrently.
 */
export class StepLines {
  readonly #nodes = new Map<string, string>();
  #hasNodes = false;

  started({ operation, stepctx, label, node, runnerName, replica }: Started): string {
    this.#hasNodes ||= node !== runnerName && node !== OWN_HOST;
    const isHost = node === runnerName || (node === OWN_HOST && !this.#hasNodes);
    if (!isHost) this.#nodes.set(operation, node);
    return `[${stepctx}] ${label}, on ${isHost ? '' : `${node} by `}${runnerName} (replica ${replica})`;
  }

  ended({ operation, stepctx, status, reason }: Ended): string {
    const node = this.#nodes.get(operation);
    this.#nodes.delete(operation);
    const what = node === undefined ? `[${stepctx}]` : `[${stepctx}] on ${node}`;
    return `${what} ${status}${reason === undefined ? '' : `: ${reason.message}`}`;
  }
}
