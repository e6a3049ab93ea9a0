import type { ExecutionEvent } from '../../protocol/events/execution-event.ts';

type Started = Extract<ExecutionEvent, { type: 'step-started' }>;
type Ended = Extract<ExecutionEvent, { type: 'step-ended' }>;

/** The coordinator's own host, as jobs without nodes run on it: worth naming only beside others. */
const OWN_HOST = 'localhost';

/** A line for each start and end of a step. Where it runs on a node, both name it: several write at once. */
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
