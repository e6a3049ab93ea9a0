import type { Client } from '../../protocol/client/client.ts';
import { followExecutionEvents } from '../../protocol/client/follow-execution-events.ts';
import { explain, toOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
import type { StepsByExecution, StepsKnown } from './execution-steps.ts';

/** After something happened, this long is waited for more of it before the state is read again. */
const SETTLE_MS = 150;

/** What is called of a coordinator. */
export type StepCalls = Pick<Client, 'executionStream' | 'getExecutionState'>;

export interface WatchedStepsNeeds {
  /** The client of the moment; undefined while there is no connection. */
  readonly client: () => StepCalls | undefined;
  readonly onChanged: () => void;
}

/**
 * The steps of executions that somebody looks at: read when a row is opened, and again when the events of the execution
 * tell that something happened, until it ends. Nothing is asked for otherwise.
 */
export class WatchedSteps {
  readonly #needs: WatchedStepsNeeds;
  readonly #known = new Map<ExecutionId, StepsKnown>();
  readonly #watching = new Map<ExecutionId, AbortController>();

  constructor(needs: WatchedStepsNeeds) {
    this.#needs = needs;
  }

  get steps(): StepsByExecution {
    return this.#known;
  }

  watch(execution: ExecutionId): void {
    if (this.#watching.has(execution)) return;
    const watching = new AbortController();
    this.#watching.set(execution, watching);
    if (this.#known.get(execution)?.kind !== 'known') this.#tell(execution, { kind: 'reading' });
    this.#follow(execution, watching.signal).catch((error: unknown) => {
      if (watching.signal.aborted) return;
      this.#watching.delete(execution);
      this.#tell(execution, { kind: 'unknown', problem: explain(toOutrunnerError(error)) });
    });
  }

  unwatch(execution: ExecutionId): void {
    this.#watching.get(execution)?.abort();
    this.#watching.delete(execution);
    this.#known.delete(execution);
  }

  dispose(): void {
    for (const execution of [...this.#watching.keys()]) this.unwatch(execution);
  }

  /** Reads whenever something happened since the last reading; one reading at a time. */
  async #follow(execution: ExecutionId, signal: AbortSignal): Promise<void> {
    const events = followExecutionEvents({
      open: (from) => {
        const client = this.#needs.client();
        if (client === undefined) return noEvents();
        return client.executionStream({ params: { execution }, query: { output: 'false', from }, signal });
      },
      signal,
    });
    let due: NodeJS.Timeout | undefined;
    let reading: Promise<void> = Promise.resolve();
    const read = () => {
      due = undefined;
      reading = reading.then(() => this.#read(execution, signal));
    };
    try {
      for await (const event of events) {
        if (event.type !== 'reset') due ??= setTimeout(read, SETTLE_MS);
      }
    } finally {
      clearTimeout(due);
      if (!signal.aborted) read();
    }
    await reading;
  }

  async #read(execution: ExecutionId, signal: AbortSignal): Promise<void> {
    const client = this.#needs.client();
    if (client === undefined || signal.aborted) return;
    try {
      const state = await client.getExecutionState({ params: { execution }, signal });
      if (!signal.aborted) this.#tell(execution, { kind: 'known', state });
    } catch (error) {
      if (!signal.aborted)
        this.#tell(execution, { kind: 'unknown', problem: explain(toOutrunnerError(error)) });
    }
  }

  #tell(execution: ExecutionId, known: StepsKnown): void {
    this.#known.set(execution, known);
    this.#needs.onChanged();
  }
}

/** While there is no connection the stream is empty, and is opened again later. */
async function* noEvents(): AsyncGenerator<never, void, undefined> {}
