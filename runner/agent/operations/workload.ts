import { OperationId } from '../../../protocol/ids.ts';
import type { ClaimAnswer, GrantedOperation } from '../../../protocol/runner/claims.ts';
import type { Assign } from '../../../protocol/runner/poll.ts';
import type { OperationResult, ResultAnswer } from '../../../protocol/runner/results.ts';
import type { HeldOperation, SyncDecision } from '../../../protocol/runner/sync.ts';
import { OpenedSecrets } from '../../credentials/opened-secrets.ts';
import type { Load } from '../../health/vitals.ts';
import type { KeeperOperation, KeeperResult } from '../../link/messages.ts';
import type { SessionCalls } from '../session/session-calls.ts';
import { FileDownloads } from '../steps/file-downloads.ts';
import { StepFiles } from '../steps/step-files.ts';
import { StepLoader } from '../steps/step-loader.ts';
import { ResultSender } from '../upload/result-sender.ts';
import { Uploader } from '../upload/uploader.ts';
import { ClaimQueue, type Preparation } from './claim-queue.ts';
import { HeldOperations, type TrackedOperation } from './held-operations.ts';
import { endOfFailure, secondsOf, truncatedResult, unstartedResult } from './operation-result.ts';
import { StartQueue } from './start-queue.ts';
import { StepStarter } from './step-starter.ts';
import type { SessionFacts, WorkloadOptions } from './workload-options.ts';

/**
 * Seconds from SIGTERM to SIGKILL for a discarded or quarantined step. The coordinator sets no grace period for these.
 */
const GRACE_SECONDS = 10;

/**
 * The operations of a replica with one keeper, from offer to result. It outlives sessions, and is connected to at most
 * one session at a time.
 */
export class Workload {
  readonly #options: WorkloadOptions;
  readonly #held: HeldOperations;
  readonly #claims: ClaimQueue;
  readonly #turns: StartQueue;
  readonly #starter: StepStarter;
  readonly #files: StepFiles;
  readonly #downloads = new FileDownloads();
  readonly #uploader: Uploader;
  readonly #results: ResultSender;
  #onIdle: (() => void) | undefined;
  #draining = false;
  #completed = 0;

  constructor(options: WorkloadOptions) {
    const { keeper, log, limit, epochs, fetch, keys, ability, measures } = options;
    this.#options = options;
    this.#files = new StepFiles(options.filesFolder, runningIn(keeper.attached.operations));
    this.#held = new HeldOperations(measures, () => this.proceed());
    const onFailure = (error: Error) => log.debug({ err: error }, 'a call failed and is repeated');
    const room = () => (ability.takesSteps ? limit.most - this.#held.running - this.#claims.asked : 0);
    this.#claims = new ClaimQueue({
      keeper,
      room,
      onGranted: (id, operation, prepared) => this.#granted(id, operation, prepared),
      onCancelled: (id) => this.#endUnstarted(id, { kind: 'cancelled' }),
      measures,
      onFailure,
    });
    this.#turns = new StartQueue((waiting) => limit.most - this.#held.running + waiting);
    this.#starter = new StepStarter({
      ...options,
      turns: this.#turns,
      unable: () => ability.unable,
      files: this.#files,
      secrets: new OpenedSecrets(options.encryptionKey),
      loader: new StepLoader({ files: this.#files, downloads: this.#downloads, fetch, keys }),
      onCancelled: (id) => this.#endUnstarted(id, { kind: 'cancelled' }),
      onOpening: (id) => this.#opening(id),
      onFailed: (id, failure) => this.#endUnstarted(id, endOfFailure(failure)),
    });
    this.#uploader = new Uploader({ keeper, log, epochs, onDelivered: (id) => this.#delivered(id) });
    this.#results = new ResultSender({
      onAnswer: (answer) => this.#answered(answer),
      onNext: (next) => this.#next(next),
      room,
      measures,
      onFailure,
    });
    for (const operation of keeper.attached.operations) {
      const id = OperationId.safeParse(operation.operationId);
      if (id.success) this.#adopt(id.data, operation);
    }
  }

  /** Number of operations that are granted and not ended. */
  get running(): number {
    return this.#held.running;
  }

  get load(): Load {
    const { running, undelivered } = this.#held;
    return { running, queued: this.#claims.waiting, undelivered, completed: this.#completed };
  }

  /** Whether the coordinator expects nothing more from this replica. */
  get isIdle(): boolean {
    return !this.#held.isBusy && this.#claims.asked === 0;
  }

  /** Returns the entries for a sync request. */
  forSync(): HeldOperation[] {
    return [...this.#held.forSync((id) => this.#uploader.taken(id)), ...this.#claims.forSync()];
  }

  /** Connects a new session. Uploads continue from the offsets in the session's decisions. */
  connect(calls: SessionCalls, { limits, decisions }: SessionFacts): void {
    this.#uploader.connect(calls, limits);
    this.#downloads.connect(calls);
    for (const decision of decisions) this.#decide(decision);
    this.#claims.connect(calls);
    this.#results.connect(calls);
  }

  /** Disconnects a closed session. Steps continue, and their output stays in the spool. */
  disconnect(): void {
    this.#claims.disconnect();
    this.#uploader.disconnect();
    this.#downloads.disconnect();
    this.#results.disconnect();
  }

  /** Abandons pending loads. Call it when the keeper is gone. */
  close(): void {
    this.#options.measures.clear();
    this.#starter.close();
  }

  assign(offer: Assign): void {
    if (this.#held.get(offer.operationId) === undefined) this.#claims.offer(offer);
  }

  /** Claims an operation that was granted to this replica. The answer with the grant may have been lost. */
  expect(operationId: OperationId): void {
    if (this.#held.get(operationId) === undefined) this.#claims.expect(operationId);
  }

  async cancel(operationId: OperationId, graceSeconds: number): Promise<void> {
    this.#claims.cancel(operationId);
    const operation = this.#held.get(operationId);
    if (operation === undefined || operation.result !== undefined) return;
    operation.cancelled = graceSeconds * 1000;
    this.#starter.cancel(operationId);
    if (operation.opening) await this.#options.keeper.cancel(operationId, operation.cancelled);
  }

  /** Sends input to the step's terminal. */
  input(operationId: OperationId, bytes: Uint8Array): Promise<void> {
    return this.#options.keeper.input(operationId, bytes);
  }

  resize(operationId: OperationId, columns: number, rows: number): Promise<void> {
    return this.#options.keeper.resize(operationId, columns, rows);
  }

  /** Handles the end of a step. All output of the step is in the spool. */
  ended(operationId: OperationId, result: KeeperResult): void {
    const operation = this.#held.get(operationId);
    if (operation === undefined) return;
    this.#options.ability.ended(result);
    this.#held.end(operation, { operationId, ...result });
    this.#removeFiles(operationId);
    if (operation.phase === 'discarded') this.#forget(operationId);
    if (operation.phase === 'ended') this.#uploader.end(operationId, result.offset);
  }

  /** Accepts no more operations. Calls `onIdle` once `isIdle` is true. */
  drain(onIdle: () => void): void {
    this.#draining = true;
    this.#onIdle = onIdle;
    this.#claims.close();
    this.proceed();
  }

  #adopt(operationId: OperationId, { state, outputOffset, result }: KeeperOperation): void {
    if (state === 'prepared') {
      this.#claims.adopt(operationId, { pid: null });
      return;
    }
    this.#held.add({ operationId, phase: 'started', inKeeper: true, opening: true, spooled: outputOffset });
    if (result !== undefined) this.ended(operationId, result);
  }

  #decide(decision: SyncDecision): void {
    const { operationId } = decision;
    const operation = this.#held.get(operationId);
    if (operation === undefined) this.#decideOffer(decision);
    else if (decision.action === 'forget') this.#discard(operationId);
    else if (decision.action === 'quarantine') this.#quarantine(operationId);
    else {
      if (operation.phase !== 'ended') operation.phase = operation.result ? 'ended' : 'started';
      if (decision.action === 'cancel')
        this.#attempt(this.cancel(operationId, decision.graceSeconds), operationId);
      this.#resume(operation, decision.offset);
    }
  }

  /** Resumes the upload. If the keeper has not received the operation yet, `#opening` starts the upload instead. */
  #resume({ operationId, inKeeper, opening, result }: TrackedOperation, offset: number): void {
    if (!inKeeper) this.#delivered(operationId);
    if (!inKeeper || !opening) return;
    this.#uploader.start(operationId, offset);
    if (result !== undefined) this.#uploader.end(operationId, result.offset);
  }

  #decideOffer(decision: SyncDecision): void {
    const { operationId, action } = decision;
    if (!this.#claims.has(operationId)) return;
    if (action === 'resume') {
      this.#claims.claimAgain(operationId);
      return;
    }
    this.#claims.drop(operationId);
    if (action === 'cancel') this.#endUnstarted(operationId, { kind: 'cancelled' });
  }

  #granted(operationId: OperationId, operation: GrantedOperation, prepared: Preparation): void {
    if (this.#held.get(operationId) !== undefined) return;
    this.#options.log.info({ operation: operationId, execution: operation.executionId }, 'step received');
    this.#held.add({ operationId, phase: 'started', inKeeper: true, opening: false, spooled: 0 });
    this.#attempt(this.#starter.start(operationId, operation, prepared), operationId);
  }

  /**
   * Starts the upload, and sends a cancel that was requested earlier. Called when the keeper is receiving the
   * operation.
   */
  #opening(operationId: OperationId): void {
    const operation = this.#held.get(operationId);
    if (operation === undefined) return;
    operation.opening = true;
    this.#uploader.start(operationId, 0);
    if (operation.cancelled !== undefined)
      this.#attempt(this.#options.keeper.cancel(operationId, operation.cancelled), operationId);
  }

  /** Starts operations that the coordinator granted in its answer to results. */
  #next(claims: readonly ClaimAnswer[]): void {
    for (const claim of claims)
      if (claim.verdict === 'granted' && !this.#claims.has(claim.operationId))
        this.#granted(claim.operationId, claim.operation, undefined);
  }

  #endUnstarted(operationId: OperationId, end: OperationResult['end']): void {
    this.#uploader.drop(operationId);
    this.#removeFiles(operationId);
    this.#options.ability.ended({ end });
    const operation = this.#held.addUnstarted(operationId);
    this.#held.end(operation, unstartedResult(operationId, end, this.#options.now()));
    this.#delivered(operationId);
  }

  #delivered(operationId: OperationId): void {
    const operation = this.#held.get(operationId);
    if (operation?.phase !== 'ended' || operation.result === undefined) return;
    this.#results.add(operation.result);
  }

  #answered(answer: ResultAnswer): void {
    const { operationId } = answer;
    const result = this.#held.get(operationId)?.result;
    if (answer.verdict === 'incomplete') {
      const obstacle = this.#uploader.missing(operationId, answer.received);
      if (obstacle !== undefined && result !== undefined)
        this.#results.add(truncatedResult(result, answer.received, obstacle));
      return;
    }
    const seconds = secondsOf(result);
    const facts = { operation: operationId, ...result?.end, bytes: result?.offset, seconds };
    const late = answer.verdict === 'late' ? ', but was recorded with another end' : '';
    this.#options.log.info(facts, `step ended${late}`);
    this.#completed += 1;
    this.#forget(operationId);
  }

  #forget(operationId: OperationId): void {
    const operation = this.#held.get(operationId);
    this.#uploader.drop(operationId);
    this.#results.drop(operationId);
    this.#held.remove(operationId);
    if (operation?.inKeeper) this.#attempt(this.#options.keeper.forget(operationId), operationId);
  }

  /** Ends the processes of an operation for which the coordinator already has an end. */
  #discard(operationId: OperationId): void {
    const operation = this.#held.get(operationId);
    if (operation?.result !== undefined) {
      this.#forget(operationId);
      return;
    }
    this.#options.log.warn(
      { operation: operationId },
      'the coordinator has already ended this step: it is stopped',
    );
    this.#stop(operationId, 'discarded');
  }

  /**
   * Ends the processes of an operation that the coordinator does not know. Keeps the operation for inspection, and
   * does not report it.
   */
  #quarantine(operationId: OperationId): void {
    this.#options.log.warn(
      { operation: operationId },
      'the coordinator does not know this step: it is stopped',
    );
    this.#stop(operationId, 'quarantined');
  }

  #stop(operationId: OperationId, phase: 'discarded' | 'quarantined'): void {
    const operation = this.#held.get(operationId);
    if (operation === undefined) return;
    operation.phase = phase;
    this.#uploader.drop(operationId);
    this.#results.drop(operationId);
    this.#attempt(this.cancel(operationId, GRACE_SECONDS), operationId);
    this.proceed();
  }

  #removeFiles(operationId: OperationId): void {
    this.#files
      .remove(operationId)
      .catch((error: unknown) =>
        this.#options.log.warn(
          { operation: operationId, err: error },
          'the files of a step could not be removed',
        ),
      );
  }

  #attempt(act: Promise<void>, operationId: OperationId): void {
    act.catch((error: unknown) =>
      this.#options.log.debug({ operation: operationId, err: error }, 'the keeper refused a request'),
    );
  }

  /** Starts and claims operations that waited for room or for the host's ability to start steps. */
  proceed(): void {
    this.#turns.proceed();
    this.#claims.schedule();
    if (this.#draining && this.isIdle) this.#onIdle?.();
  }
}

function runningIn(operations: readonly KeeperOperation[]): ReadonlySet<string> {
  return new Set(operations.filter(({ state }) => state !== 'ended').map(({ operationId }) => operationId));
}
