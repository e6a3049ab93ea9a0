import type { OperationId } from '../../../protocol/ids.ts';
import { boundedResult } from '../../../protocol/runner/bounded-result.ts';
import type { ClaimAnswer } from '../../../protocol/runner/claims.ts';
import { RUNNER_LIMITS } from '../../../protocol/runner/headers.ts';
import type { OperationResult, ResultAnswer, ResultsAnswer } from '../../../protocol/runner/results.ts';
import type { WorkMeasures } from '../../health/work-measures.ts';
import { CallAborted, LinkDown } from '../../transport/link-down.ts';
import { persistently } from '../../transport/persistent-call.ts';
import type { SessionCalls } from '../session/session-calls.ts';

export interface ResultSenderOptions {
  /**
   * `accepted` or `late`: the replica has finished the operation. `incomplete`: the coordinator is missing output from
   * `received` on.
   */
  readonly onAnswer: (answer: ResultAnswer) => void;
  /** Receives operations that the coordinator granted in its answer. */
  readonly onNext: (claims: readonly ClaimAnswer[]) => void;
  /** Returns how many more operations an answer may grant. */
  readonly room: () => number;
  readonly measures: Pick<WorkMeasures, 'waited' | 'batch'>;
  readonly onFailure: (error: Error) => void;
}

type ResultCalls = Pick<SessionCalls, 'backoff' | 'signal' | 'results'>;

/** Maximum size of the results in one request, in bytes of JSON. Coordinators accept at least 10 MiB. */
const MOST_BYTES = 4 * 1024 * 1024;
/** Maximum number of values in the JSON of one result, excluding its captured data. */
const MOST_VALUES_WITHOUT_DATA = 20;

/** Sends results, one request at a time. Each request contains all results added since the previous request. */
export class ResultSender {
  readonly #options: ResultSenderOptions;
  readonly #waiting = new Map<OperationId, OperationResult>();
  #calls: ResultCalls | undefined;
  #sending = false;
  #scheduled = false;

  constructor(options: ResultSenderOptions) {
    this.#options = options;
  }

  connect(calls: ResultCalls): void {
    this.#calls = calls;
    this.#schedule();
  }

  /** Disconnects the session. Results without an answer remain, and are sent in the next session. */
  disconnect(): void {
    this.#calls = undefined;
  }

  /** Adds the result of an operation whose output is delivered. Idempotent. */
  add(result: OperationResult): void {
    this.#waiting.set(result.operationId, boundedResult(result));
    this.#schedule();
  }

  /** Removes a result that must not be sent any more. */
  drop(operationId: OperationId): void {
    this.#waiting.delete(operationId);
  }

  /** Collects the results of one turn of the event loop into one request. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#send().catch((error: unknown) => {
        if (!(error instanceof CallAborted) && error instanceof Error) this.#options.onFailure(error);
      });
    });
  }

  async #send(): Promise<void> {
    const calls = this.#calls;
    if (this.#sending || calls === undefined) return;
    this.#sending = true;
    try {
      while (this.#calls === calls && this.#waiting.size > 0) await this.#sendOnce(calls);
    } finally {
      this.#sending = false;
      if (this.#calls !== calls) this.#schedule();
    }
  }

  async #sendOnce(calls: ResultCalls): Promise<void> {
    const answer = await persistently(() => this.#ask(calls), {
      backoff: calls.backoff,
      signal: calls.signal,
      onFailure: this.#options.onFailure,
    });
    // If the session was replaced during the call, the next sync has settled these results without this answer.
    if (answer === undefined || this.#calls !== calls) return;
    // Must come first: a draining replica ends as soon as it holds no operation.
    if (answer.next.length > 0) this.#options.onNext(answer.next);
    for (const one of answer.results) {
      this.#waiting.delete(one.operationId);
      this.#options.onAnswer(one);
    }
  }

  async #ask(calls: ResultCalls): Promise<ResultsAnswer | undefined> {
    const { measures, room } = this.#options;
    const results = firstOf(this.#waiting.values());
    if (results.length === 0) return undefined;
    const answer = await calls.results({
      results: results.map((result) => ({ ...result, waited: measures.waited(result.operationId) })),
      room: Math.max(0, room()),
    });
    measures.batch(results.length);
    const told = new Set(answer.results.map((one) => one.operationId));
    if (!results.some((result) => told.has(result.operationId)))
      throw new LinkDown('its answer does not contain the results');
    return answer;
  }
}

/** Returns as many results as fit into one request, but at least one. */
function firstOf(waiting: Iterable<OperationResult>): OperationResult[] {
  const results: OperationResult[] = [];
  let size = 0;
  let values = 0;
  for (const result of waiting) {
    size += Buffer.byteLength(JSON.stringify(result));
    values += MOST_VALUES_WITHOUT_DATA + Object.keys(result.data ?? {}).length;
    const isFull =
      size > MOST_BYTES ||
      values > RUNNER_LIMITS.resultsValues ||
      results.length >= RUNNER_LIMITS.listEntries;
    if (results.length > 0 && isFull) break;
    results.push(result);
  }
  return results;
}
