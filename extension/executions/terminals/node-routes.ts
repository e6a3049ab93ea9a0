import type { ExecutionEvent } from '../../../protocol/events/execution-event.ts';

/** Where an event is shown. */
export interface EventRoute {
  /** Whether the screen of the execution shows the event. */
  readonly main: boolean;
  /** The nodes whose screens show the event. */
  readonly nodes: readonly string[];
}

const MAIN: EventRoute = { main: true, nodes: [] };

/**
 * Divides the output of an execution among screens. As long as only one node has started steps, everything is on the
 * screen of the execution. Then the first nodes get their own screens for their output, and the screen of the execution
 * shows the steps of all nodes, and the output of the other nodes.
 */
export class NodeRoutes {
  readonly #most: number;
  /** The nodes that have, or had, a screen of their own. */
  readonly #nodes = new Set<string>();
  readonly #withdrawn: Set<string>;
  /** Nodes by operation, for nodes with a screen of their own. Kept after a step ended, because output may follow. */
  readonly #operations = new Map<string, string>();
  #first: string | undefined;
  #isDivided = false;
  #isFull = false;

  /**
   * @param most the maximum number of nodes with a screen of their own
   * @param withdrawn the nodes whose screens were closed before
   */
  constructor(most: number, withdrawn: readonly string[] = []) {
    this.#most = most;
    this.#withdrawn = new Set(withdrawn);
  }

  /** Whether a node has no screen of its own because there are too many nodes. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /**
   * Whether the output must be divided, because this event is the first step of a second node. If so, the caller must
   * pass the events again, beginning with the first one of the execution.
   */
  divides(event: ExecutionEvent): boolean {
    if (event.type !== 'step-started' || this.#most === 0 || this.#isDivided) return false;
    this.#first ??= event.node;
    this.#isDivided = this.#first !== event.node;
    return this.#isDivided;
  }

  next(event: ExecutionEvent): EventRoute {
    if (!this.#isDivided) return MAIN;
    switch (event.type) {
      case 'step-started': {
        if (this.#nodes.size < this.#most) this.#nodes.add(event.node);
        if (this.#nodes.has(event.node)) this.#operations.set(event.operation, event.node);
        else this.#isFull = true;
        return { main: true, nodes: this.#nodesOf(event.operation) };
      }
      case 'output': {
        const nodes = this.#nodesOf(event.operation);
        return { main: nodes.length === 0, nodes };
      }
      case 'step-ended':
        return { main: true, nodes: this.#nodesOf(event.operation) };
      case 'reset':
        this.#operations.clear();
        return { main: true, nodes: this.#shown };
      case 'execution-ended':
        this.#operations.clear();
        return { main: true, nodes: this.#shown };
      default:
        return MAIN;
    }
  }

  /** Shows the subsequent output of a node on the screen of the execution, because the node's screen was closed. */
  withdraw(node: string): void {
    this.#withdrawn.add(node);
  }

  get #shown(): readonly string[] {
    return [...this.#nodes].filter((node) => !this.#withdrawn.has(node));
  }

  #nodesOf(operation: string): readonly string[] {
    const node = this.#operations.get(operation);
    const isShown = node !== undefined && this.#nodes.has(node) && !this.#withdrawn.has(node);
    return isShown ? [node] : [];
  }
}
