import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../../protocol/client/client.ts';
import { isFinal } from '../../protocol/client/follow-events.ts';
import { followExecutionEvents } from '../../protocol/client/follow-execution-events.ts';
import type { Delivery } from '../../protocol/entities/delivery.ts';
import { explain, isOutrunnerError, toOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
import type { StepsByExecution, StepsKnown } from './execution-steps.ts';
import { undeliveredOf } from './undelivered.ts';

/** Delay between an event and the read of the state, in ms, so that a burst of events causes only one read. */
const SETTLE_MS = 150;

/** The delay is at least this multiple of the last read's duration, so that large states do not keep VS Code busy. */
const PAUSE_PER_READ = 4;

/** Shortest and longest delay before pending deliveries are read again, in ms. */
const SHORTEST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

/** The API calls for reading steps and notifications. */
export type StepCalls = Pick<Client, 'executionStream' | 'getExecutionState' | 'listExecutionNotifications'>;

export interface WatchedStepsNeeds {
  /** Returns the current client. Undefined while there is no connection. */
  readonly client: () => StepCalls | undefined;
  readonly onChanged: () => void;
  /** Waits for a number of ms. Rejects if `signal` aborts. Default: a timer. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Reads the steps of executions with expanded rows: when a row is expanded, and after events until the execution ends.
 * Then reads the execution's notifications until each is delivered or has failed. Makes no requests for other
 * executions.
 */
export class WatchedSteps {
  readonly #needs: WatchedStepsNeeds;
  #known: StepsByExecution = new Map();
  readonly #watching = new Map<ExecutionId, AbortController>();

  constructor(needs: WatchedStepsNeeds) {
    this.#needs = needs;
  }

  /** The same object until the steps change. */
  get steps(): StepsByExecution {
    return this.#known;
  }

  watch(execution: ExecutionId): void {
    if (this.#watching.has(execution)) return;
    const watching = new AbortController();
    this.#watching.set(execution, watching);
    if (this.#known.get(execution)?.kind !== 'known') this.#update(execution, { kind: 'reading' });
    this.#follow(execution, watching.signal).catch((error: unknown) => {
      if (watching.signal.aborted) return;
      this.#watching.delete(execution);
      this.#update(execution, { kind: 'unknown', problem: explain(toOutrunnerError(error)) });
    });
  }

  unwatch(execution: ExecutionId): void {
    this.#watching.get(execution)?.abort();
    this.#watching.delete(execution);
    this.#known = new Map([...this.#known].filter(([id]) => id !== execution));
  }

  dispose(): void {
    for (const execution of [...this.#watching.keys()]) this.unwatch(execution);
  }

  /** Reads after each burst of events, one read at a time. */
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
    let delay = SETTLE_MS;
    const read = () => {
      due = undefined;
      reading = reading.then(async () => {
        const began = performance.now();
        await this.#read(execution, signal);
        delay = Math.max(SETTLE_MS, PAUSE_PER_READ * (performance.now() - began));
      });
    };
    try {
      for await (const event of events) {
        if (event.type !== 'reset') due ??= setTimeout(read, delay);
      }
    } finally {
      clearTimeout(due);
      if (!signal.aborted) read();
    }
    await reading;
    if (signal.aborted) return;
    // The steps stay visible if the notifications cannot be read.
    await this.#readDeliveries(execution, signal).catch(() => undefined);
  }

  async #readDeliveries(execution: ExecutionId, signal: AbortSignal): Promise<void> {
    const { wait = waitFor } = this.#needs;
    let shortest = SHORTEST_WAIT_MS;
    let before: string | undefined;
    for (;;) {
      const deliveries = await this.#deliveries(execution, signal);
      if (signal.aborted) return;
      const pending = deliveries?.filter(({ state }) => state === 'pending');
      const text = JSON.stringify(deliveries);
      if (deliveries !== undefined && text !== before) {
        before = text;
        shortest = SHORTEST_WAIT_MS;
        const known = this.#known.get(execution);
        if (known?.kind === 'known')
          this.#update(execution, { ...known, undelivered: undeliveredOf(deliveries) });
      }
      if (pending?.length === 0) return;
      // The clocks of this host and of the coordinator may differ, so the minimum wait doubles while nothing changes.
      const next = Math.min(...(pending ?? []).map(({ nextAt = 0 }) => nextAt)) - Date.now();
      await wait(Math.max(pending === undefined ? 0 : Math.min(next, LONGEST_WAIT_MS), shortest), signal);
      shortest = Math.min(2 * shortest, LONGEST_WAIT_MS);
    }
  }

  /** Returns undefined if the deliveries cannot be read now. Rejects with errors that a retry cannot solve. */
  async #deliveries(execution: ExecutionId, signal: AbortSignal): Promise<readonly Delivery[] | undefined> {
    try {
      const read = this.#needs.client()?.listExecutionNotifications({ params: { execution }, signal });
      return (await read)?.notifications;
    } catch (error) {
      if (!isOutrunnerError(error) || isFinal(error)) throw error;
      return undefined;
    }
  }

  async #read(execution: ExecutionId, signal: AbortSignal): Promise<void> {
    const client = this.#needs.client();
    if (client === undefined || signal.aborted) return;
    try {
      const state = await client.getExecutionState({ params: { execution }, signal });
      if (!signal.aborted) this.#update(execution, { kind: 'known', state });
    } catch (error) {
      if (!signal.aborted)
        this.#update(execution, { kind: 'unknown', problem: explain(toOutrunnerError(error)) });
    }
  }

  #update(execution: ExecutionId, known: StepsKnown): void {
    this.#known = new Map([...this.#known, [execution, known]]);
    this.#needs.onChanged();
  }
}

async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal });
}

/** Yields no events, for use without a connection. The caller opens the stream again later. */
async function* noEvents(): AsyncGenerator<never, void, undefined> {}
