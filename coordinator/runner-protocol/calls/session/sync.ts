import { OutrunnerError } from '../../../../protocol/errors/outrunner-error.ts';
import type { OperationId, ReplicaId } from '../../../../protocol/ids.ts';
import { RUNNER_LIMITS } from '../../../../protocol/runner/headers.ts';
import { isLaterPosition, type Position } from '../../../../protocol/runner/position.ts';
import type {
  HeldOperation,
  SyncAnswer,
  SyncDecision,
  SyncRequest,
  SyncTurn,
} from '../../../../protocol/runner/sync.ts';
import type { Clock, SettingsSource } from '../../../dispatch/ports.ts';
import type { Presence } from '../../../dispatch/replicas/presence.ts';
import type { Registry } from '../../../dispatch/replicas/registry.ts';
import type { ReplicaSession } from '../../../dispatch/replicas/replica-session.ts';
import type { Claimant, OperationLedger } from '../../../executions/ports.ts';
import { ReportThrottle } from '../../enrollment/report-throttle.ts';
import type { CoordinatorIdentity, ProtocolLog, RunnerAudit } from '../../needs.ts';
import type { Outputs } from '../../output/outputs.ts';
import type { UnprovenPositions } from '../../position/unproven-positions.ts';
import type { SignedIn } from '../caller.ts';
import type { Claims } from '../operations/claims.ts';
import type { Results } from '../operations/results.ts';
import { pollSeconds } from './poll-seconds.ts';
import { decideHeld } from './sync-decision.ts';

/** Minimum time between log lines, and between audit records, about one copied replica, in ms. */
const COPY_MILLISECONDS = 3_600_000;

export interface SyncParts {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly identity: CoordinatorIdentity;
  readonly settings: SettingsSource;
  readonly registry: Registry;
  readonly operations: OperationLedger;
  readonly outputs: Outputs;
  readonly claims: Claims;
  readonly results: Pick<Results, 'settled'>;
  readonly log: ProtocolLog;
  readonly audit: RunnerAudit;
  readonly unprovenPositions: Pick<UnprovenPositions, 'shown'>;
}

/** `POST sync`: opens a session, and decides what the replica does with each operation that its keeper holds. */
export class Sync {
  readonly #parts: SyncParts;
  /**
   * The latest sync of each replica. Syncs of a replica run one after the other, and the latest one owns the session.
   */
  readonly #turns = new Map<ReplicaId, Promise<unknown>>();
  readonly #copies = new ReportThrottle(COPY_MILLISECONDS);
  /** Number of the latest sync of each replica. */
  readonly #latest = new WeakMap<Presence, SyncTurn>();

  constructor(parts: SyncParts) {
    this.#parts = parts;
  }

  /** @throws replica-revoked, replica-copied, sync-overtaken */
  async answer(request: SyncRequest, caller: SignedIn, address: string): Promise<SyncAnswer> {
    const { replicaId } = caller.claimant;
    const before = this.#turns.get(replicaId) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(() => this.#sync(request, caller, address));
    this.#turns.set(replicaId, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(replicaId) === turn) this.#turns.delete(replicaId);
    }
  }

  async #sync(request: SyncRequest, { claimant, presence }: SignedIn, address: string): Promise<SyncAnswer> {
    const { registry, operations, claims, results, settings } = this.#parts;
    this.#refuseOvertaken(request, presence);
    if (registry.isCopy(claimant, presence)) this.#refuseCopy(request, claimant, address);
    await this.#checkPosition(request.seen, { claimant, presence }, address);
    const older = presence.session;
    const session = registry.openSession(claimant, request);
    if (session === undefined) throw new OutrunnerError('replica-revoked');
    // Grants and ends of the older session must be complete before this session begins.
    if (older !== undefined) await Promise.all([claims.settled(older.id), results.settled(older.id)]);
    const held = new Map(request.held.map((operation) => [operation.operationId, operation]));
    const claimable = await operations.synced(claimant, [...held.values()]);
    for (const id of claimable) this.#announceAgain(id, claimant, session);
    const decisions = await Promise.all([...held.values()].map((one) => this.#decide(one, claimant)));
    if (session.closed !== undefined) throw new OutrunnerError(session.closed);
    registry.recount(presence);
    return {
      sessionId: session.id,
      runnerName: claimant.runnerName,
      decisions,
      pollSeconds: pollSeconds(settings.current()),
      spoolBytes: settings.current().runner.spoolBytes,
      maxRunning: settings.current().runner.maxRunning,
      limits: {
        outputRequestBytes: RUNNER_LIMITS.outputRequestBytes,
        outputRequestsInFlight: RUNNER_LIMITS.outputRequestsInFlight,
      },
    };
  }

  /**
   * Refuses a sync that an intermediary delayed or repeated: its list of operations is outdated, and acting on it would
   * end newer operations.
   */
  #refuseOvertaken({ turn }: SyncRequest, presence: Presence): void {
    const latest = this.#latest.get(presence);
    if (latest?.runner === turn.runner && turn.number <= latest.number)
      throw new OutrunnerError('sync-overtaken');
    this.#latest.set(presence, turn);
  }

  /**
   * Refuses the sync of a keeper that another keeper has replaced. Both are alive, so one of them uses a copy of the
   * data dir.
   */
  #refuseCopy({ host }: SyncRequest, { replicaId, runnerName }: Claimant, address: string): never {
    const error = new OutrunnerError('replica-copied', { replica: replicaId, runner: runnerName });
    if (!this.#copies.allow(replicaId, this.#parts.clock.monotonic())) throw error;
    this.#parts.log.error({ replicaId, runnerName, address, host: host.hostname }, error.message);
    const detail = `${runnerName} on ${host.hostname}: ${error.message}`;
    this.#parts.audit('replica.copied', address, { subject: replicaId, detail });
    throw error;
  }

  async #decide(held: HeldOperation, claimant: Claimant): Promise<SyncDecision> {
    const { operations, outputs, settings } = this.#parts;
    const holding = operations.holding(held.operationId, claimant);
    const isOwn = holding.kind === 'granted' || holding.kind === 'cancelling';
    const received = isOwn ? await outputs.received(held.operationId) : 0;
    return decideHeld(held, holding, received, settings.current().operation.cancelGraceSeconds);
  }

  /** Repeats a grant whose answer was lost with the previous session, and a cancel that arrived in the meantime. */
  #announceAgain(operationId: OperationId, claimant: Claimant, session: ReplicaSession): void {
    const holding = this.#parts.operations.holding(operationId, claimant);
    if (holding.kind !== 'granted' && holding.kind !== 'cancelling') return;
    session.announceGrant(operationId, 'at-once');
    if (holding.kind === 'cancelling')
      session.push({ type: 'cancel', operationId, graceSeconds: holding.graceSeconds });
  }

  /**
   * Begins a new generation if a position with a valid proof is beyond the coordinator's own position, because the
   * coordinator was then restored from a backup. A position without a proof is ignored, because anyone can invent it.
   */
  async #checkPosition(seen: Position, caller: SignedIn, address: string): Promise<void> {
    const { identity, log, unprovenPositions } = this.#parts;
    const { claimant } = caller;
    const { proof: _, ...own } = identity.position();
    const isLater = isLaterPosition(seen, own);
    if (!identity.isProven(seen)) {
      if (isLater || seen.proof !== undefined) unprovenPositions.shown(seen, claimant, address);
      return;
    }
    if (!isLater) return;
    const { replicaId, runnerName } = claimant;
    log.error(
      { replicaId, runnerName, seen, own },
      'a replica has seen a later position than this coordinator, which was restored from a backup',
    );
    await identity.restored(seen);
  }
}
