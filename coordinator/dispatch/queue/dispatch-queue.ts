import type { OperationId, RunnerId } from '../../../protocol/ids.ts';
import type { Dispatcher, QueuedOperation } from '../../executions/ports.ts';
import type { Clock, DirectoryChange, RunnerDirectory, SettingsSource } from '../ports.ts';
import { freeCapacity, type Presence } from '../replicas/presence.ts';
import type { Registry } from '../replicas/registry.ts';
import { AvoidedReplicas } from './avoided-replicas.ts';
import { bestReplica } from './candidates.ts';
import { DueList } from './due-list.ts';
import { FairScheduler } from './fair-scheduler.ts';
import { FilterMatch } from './filter-match.ts';
import { type Entry, type Lane, nextFor } from './lane.ts';
import { Lanes } from './lanes.ts';
import { explainSilence, explainWaiting } from './why-waiting.ts';

export interface DispatchQueueParts {
  readonly clock: Clock;
  readonly directory: RunnerDirectory;
  readonly settings: SettingsSource;
  readonly registry: Registry;
}

/**
 * Offers queued operations to available replicas. Operations of the same project, target and priority share a lane and
 * are served in order of arrival. {@link FairScheduler} decides between the lanes that a replica can serve. Operations
 * that are running, offered or being claimed all count against the capacity of a replica. The queue does not
 * poll: it acts on events, for example when a replica gains capacity or an operation arrives.
 */
export class DispatchQueue implements Dispatcher {
  readonly #parts: DispatchQueueParts;
  readonly #entries = new Map<OperationId, Entry>();
  readonly #lanes: Lanes;
  readonly #unclaimed: DueList<OperationId>;
  readonly #avoided: AvoidedReplicas;
  readonly #scheduler: FairScheduler;
  readonly #filters: FilterMatch;
  readonly #stopListening: readonly (() => void)[];

  constructor(parts: DispatchQueueParts) {
    this.#parts = parts;
    this.#lanes = new Lanes(parts.directory);
    this.#filters = new FilterMatch(parts.directory);
    const wait = () => parts.settings.current().dispatch.offerAgainSeconds * 1000;
    this.#unclaimed = new DueList(parts.clock, wait, (id) => this.#offerToAnother(id));
    this.#avoided = new AvoidedReplicas(parts.clock, (id) => {
      if (this.#entries.get(id)?.offers.size === 0) this.#offerToAnother(id);
    });
    this.#scheduler = new FairScheduler(() => parts.settings.current().dispatch.agingSeconds * 1000);
    this.#stopListening = [
      parts.directory.onChange((change) => this.#follow(change)),
      parts.settings.onChange(() => this.#reconsider(this.#lanes.runners())),
    ];
  }

  dispatch(operation: QueuedOperation): void {
    if (this.#entries.has(operation.operationId)) return;
    const lane = this.#lanes.for(operation);
    const entry: Entry = { operation, lane, offers: new Set() };
    this.#entries.set(operation.operationId, entry);
    lane.size += 1;
    if (operation.returnedBy !== undefined) {
      this.#avoided.add(operation.operationId, operation.returnedBy);
      this.#offerToAnother(operation.operationId);
      return;
    }
    // If other operations of the lane are waiting, no replica has capacity, and these operations are served first.
    // Entries of `lane.again` do not count, because a replica that they cannot use may have capacity for this
    // operation.
    const replica = lane.waiting.size > 0 ? undefined : this.#choose(entry);
    if (replica === undefined) this.#wait(entry);
    else this.#offer(entry, replica);
  }

  withdraw(operationId: OperationId): void {
    const entry = this.#entries.get(operationId);
    if (entry === undefined) return;
    this.#entries.delete(operationId);
    this.#unclaimed.delete(operationId);
    this.#avoided.delete(operationId);
    entry.lane.waiting.delete(operationId);
    entry.lane.again.delete(operationId);
    entry.lane.size -= 1;
    for (const presence of entry.offers) this.#recall(presence, operationId);
    this.#lanes.emptied(entry.lane);
    for (const presence of entry.offers) this.serve(presence);
  }

  cancel(operationId: OperationId, replicaId: Presence['replicaId'], graceSeconds: number): void {
    const session = this.#parts.registry.presence(replicaId)?.session;
    session?.push({ type: 'cancel', operationId, graceSeconds });
  }

  get waiting(): number {
    return this.#entries.size;
  }

  whyWaiting(operationId: OperationId): string {
    const entry = this.#entries.get(operationId);
    if (entry === undefined) return 'it is not queued';
    const { lane, offers } = entry;
    return explainWaiting({
      target: lane.target.kind,
      runnersEnabled: this.#parts.settings.current().runners.enabled,
      project: this.#servesProject(lane) ? undefined : lane.project,
      offeredTo: Array.from(offers, ({ runnerId }) => this.#nameOf(runnerId)),
      wasReturned: this.#avoided.has(operationId),
      // An offered operation matches a runner. Finding all of them takes long if there are many.
      matching: offers.size > 0 ? [] : this.#filters.matching(lane, this.#parts.registry),
      unpinned: offers.size > 0 ? [] : this.#filters.unpinned(lane, this.#parts.registry),
    });
  }

  whySilent(replicaId: Presence['replicaId']): string | undefined {
    const { registry, settings } = this.#parts;
    const presence = registry.presence(replicaId);
    if (presence === undefined) return undefined;
    const health = registry.healthOf(presence);
    if (health !== 'Unknown' && health !== 'Down') return undefined;
    return explainSilence({
      replica: replicaId,
      runner: this.#nameOf(presence.runnerId),
      silentMs: registry.silence.since(presence.lastSign),
      abandonedAfterMs: settings.current().operation.lostReplicaSeconds * 1000,
    });
  }

  /** Offers waiting operations to a replica while it has capacity, in the order of the scheduler. */
  serve(presence: Presence): void {
    const lanes = this.#lanes.of(presence.runnerId);
    if (lanes.size === 0) return;
    while (freeCapacity(presence) > 0) {
      const entry = this.#takeFor(presence, lanes);
      if (entry === undefined) return;
      this.#offer(entry, presence);
    }
  }

  /** Withdraws all offers to a replica that no longer takes work, and offers the operations to other replicas. */
  takeBack(presence: Presence): void {
    for (const operationId of [...presence.offered.keys(), ...presence.claiming]) {
      this.#recall(presence, operationId);
      this.#leave(operationId, presence);
    }
  }

  isQueued(operationId: OperationId): boolean {
    return this.#entries.has(operationId);
  }

  /**
   * Returns whether a replica may be granted an operation. Always true for an operation that is not queued, because it
   * was granted earlier or has ended.
   */
  isOpenTo(presence: Presence, operationId: OperationId): boolean {
    const entry = this.#entries.get(operationId);
    if (entry === undefined) return true;
    return this.#filters.couldSuit(entry.lane, presence) && this.#isOpen(presence, entry.lane);
  }

  /** Returns the operations whose offers have not yet been delivered to the replica. */
  undeliveredOffers({ offered, session }: Presence): OperationId[] {
    return Array.from(offered).flatMap(([id, number]) => (session?.isUndelivered(number) === true ? id : []));
  }

  /**
   * Reserves capacity of a replica for an operation until {@link claimed} is called. The replica claims the operation,
   * or is granted it without a claim.
   */
  claiming(presence: Presence, operationId: OperationId): void {
    this.#recall(presence, operationId);
    presence.claiming.add(operationId);
  }

  /**
   * Releases the reservation of {@link claiming}. Takes the operation off the queue if the claim was answered; if the
   * claim failed, the operation is offered to other replicas.
   */
  claimed(presence: Presence, operationId: OperationId, answered: boolean): void {
    presence.claiming.delete(operationId);
    if (answered) this.withdraw(operationId);
    else this.#leave(operationId, presence);
  }

  close(): void {
    this.#unclaimed.close();
    this.#avoided.close();
    for (const stop of this.#stopListening) stop();
  }

  /** Updates the lanes after definitions changed, and what is offered to the runners that this affects. */
  #follow({ runners, replicas, projects }: DirectoryChange): void {
    const { directory } = this.#parts;
    const affected = new Set(runners);
    for (const id of runners) {
      if (directory.runner(id) === undefined) this.#scheduler.forget(id);
      this.#lanes.changed(id);
    }
    // The registry takes back what was offered to a deleted replica.
    for (const id of replicas) {
      const replica = directory.replica(id);
      if (replica !== undefined) affected.add(replica.runnerId);
    }
    for (const project of projects) for (const id of this.#lanes.runnersOf(project)) affected.add(id);
    this.#reconsider(affected);
  }

  /** Recalls offers to the replicas of these runners that must no longer take them, and offers waiting operations. */
  #reconsider(runners: Iterable<RunnerId>): void {
    const presences = Array.from(runners).flatMap((id) => [...this.#parts.registry.presencesOf(id)]);
    for (const presence of presences) {
      for (const operationId of [...presence.offered.keys()]) {
        const entry = this.#entries.get(operationId);
        if (entry === undefined || this.#mayTake(presence, entry.lane)) continue;
        this.#recall(presence, operationId);
        this.#leave(operationId, presence);
      }
    }
    for (const presence of presences) this.serve(presence);
  }

  #takeFor(presence: Presence, lanes: ReadonlySet<Lane>): Entry | undefined {
    const { runnerId } = presence;
    const now = this.#parts.clock.monotonic();
    let next: { readonly lane: Lane; readonly entry: Entry } | undefined;
    for (const lane of lanes) {
      if (lane.size === 0) continue;
      const entry = this.#mayTake(presence, lane) ? nextFor(lane, presence, this.#avoided) : undefined;
      if (entry === undefined) continue;
      if (next === undefined || this.#scheduler.compare(runnerId, now, lane, next.lane) < 0)
        next = { lane, entry };
    }
    return next?.entry;
  }

  #wait(entry: Entry): void {
    const { lane, operation } = entry;
    if (lane.waiting.size === 0) lane.waitsSince = this.#parts.clock.monotonic();
    lane.waiting.set(operation.operationId, entry);
  }

  #offer(entry: Entry, presence: Presence): void {
    const { operationId, pty, secure } = entry.operation;
    const number = presence.session?.push({ type: 'assign', operationId, pty, secure });
    if (number === undefined) return;
    this.#scheduler.take(presence.runnerId, entry.lane, this.#parts.clock.monotonic());
    entry.lane.waiting.delete(operationId);
    entry.lane.again.delete(operationId);
    entry.offers.add(presence);
    presence.offered.set(operationId, number);
    this.#unclaimed.add(operationId);
  }

  #offerToAnother(operationId: OperationId): void {
    const entry = this.#entries.get(operationId);
    if (entry === undefined) return;
    const replica = this.#choose(entry);
    if (replica === undefined) entry.lane.again.set(operationId, entry);
    else this.#offer(entry, replica);
  }

  /**
   * Removes an offer to a replica. If this was the last offer of the operation, offers the operation to another replica
   * at once.
   */
  #leave(operationId: OperationId, presence: Presence): void {
    const entry = this.#entries.get(operationId);
    if (entry === undefined || !entry.offers.delete(presence) || entry.offers.size > 0) return;
    this.#unclaimed.delete(operationId);
    this.#offerToAnother(operationId);
  }

  #recall(presence: Presence, operationId: OperationId): void {
    const number = presence.offered.get(operationId);
    if (number === undefined) return;
    presence.offered.delete(operationId);
    presence.session?.recall(number);
  }

  /** Returns the best replica that can take the operation and has no offer of it. */
  #choose(entry: Entry): Presence | undefined {
    const { registry } = this.#parts;
    const free: Presence[] = [];
    for (const id of entry.lane.runners)
      for (const presence of registry.presencesOf(id))
        if (
          freeCapacity(presence) > 0 &&
          this.#isNewTo(presence, entry) &&
          this.#mayTake(presence, entry.lane)
        )
          free.push(presence);
    return bestReplica(free, entry.operation, (presence) => registry.healthOf(presence));
  }

  /** Returns whether the operation is not currently offered to the replica and does not avoid the replica. */
  #isNewTo(presence: Presence, { offers, operation }: Entry): boolean {
    return !offers.has(presence) && !this.#avoided.has(operation.operationId, presence.replicaId);
  }

  #mayTake(presence: Presence, lane: Lane): boolean {
    if (presence.draining || presence.drainAsked || presence.unable !== undefined) return false;
    const { registry } = this.#parts;
    const suits = this.#filters.suits(lane, presence, registry.healthOf(presence));
    return suits && this.#isOpen(presence, lane) && registry.polls(presence);
  }

  /**
   * Returns whether the replica's runner matches the lane and is switched on, and neither the runner nor the replica is
   * paused.
   */
  #isOpen(presence: Presence, lane: Lane): boolean {
    const { runnerId } = presence;
    if (!lane.runners.has(runnerId) || this.#parts.registry.isPaused(presence)) return false;
    const isLocal = this.#parts.directory.runner(runnerId)?.local === true;
    return isLocal || (this.#parts.settings.current().runners.enabled && this.#servesProject(lane));
  }

  #servesProject({ project }: Lane): boolean {
    return this.#parts.directory.servesProject(project);
  }

  #nameOf(id: RunnerId): string {
    return this.#parts.directory.runner(id)?.name ?? id;
  }
}
