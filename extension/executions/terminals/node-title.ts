import type { ExecutionEvent } from '../../../protocol/events/execution-event.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import { terminalName } from './leftover-terminals.ts';
import { stepInTitle } from './terminal-title.ts';

const RUNNING = '▶';
const SUCCEEDED = '✔';
const FAILED = '✘';
const ABORTED = '■';

/**
 * The name of a node's terminal: execution, state, node and job, such as `#7 ▶ web1 · backup › 2 Check`. The state is a
 * symbol at the beginning, because VS Code cannot change the icon of an open terminal, and cuts off long names.
 */
export class NodeTitle {
  readonly #execution: ExecutionId;
  readonly #name: string;
  #open = 0;
  /** The symbol of the last step that did not succeed. */
  #problem: string | undefined;
  #step = '';
  #title = '';

  constructor(execution: ExecutionId, node: string, job: string | undefined) {
    this.#execution = execution;
    this.#name = job === undefined ? node : `${node} · ${job}`;
    this.#title = this.#text(RUNNING);
  }

  get current(): string {
    return this.#title;
  }

  /** Returns the title after an event of the node. Undefined if the title does not change. */
  next(event: ExecutionEvent): string | undefined {
    const title = this.#text(this.#symbolAfter(event));
    if (title === this.#title) return undefined;
    this.#title = title;
    return title;
  }

  #symbolAfter(event: ExecutionEvent): string {
    switch (event.type) {
      case 'step-started':
        this.#open += 1;
        this.#step = stepInTitle(event);
        break;
      case 'step-ended':
        this.#open -= 1;
        if (event.status !== 'succeeded') this.#problem = event.status === 'aborted' ? ABORTED : FAILED;
        break;
      case 'reset':
        this.#open = 0;
        this.#problem = undefined;
        this.#step = '';
        break;
      case 'execution-ended':
        this.#open = 0;
        this.#step = '';
        if (event.status === 'succeeded') this.#problem = undefined;
        return this.#problem ?? (event.status === 'aborted' ? ABORTED : SUCCEEDED);
      default:
    }
    return this.#open > 0 ? RUNNING : (this.#problem ?? RUNNING);
  }

  #text(symbol: string): string {
    return terminalName(this.#execution, `${symbol} ${this.#name}${this.#step}`);
  }
}
