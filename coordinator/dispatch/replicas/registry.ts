import { randomUUID } from 'node:crypto';
import { runnerHealth } from '../../../job-language/runner-choice/health.ts';
import type { Health, Replica } from '../../../protocol/entities/replica.ts';
import type { ErrorCode } from '../../../protocol/errors/catalogue.ts';
import { type ReplicaId, type RunnerId, SessionId } from '../../../protocol/ids.ts';
import type { PollRequest } from '../../../protocol/runner/poll.ts';
import type { Claimant } from '../../executions/ports.ts';
import type {
  Clock,
  DirectoryChange,
  PingAnswer,
  ReplicaRegistry,
  ReplicaSnapshot,
  RunnerDirectory,
  SettingsSource,
} from '../ports.ts';
import { ChangeNotices } from './change-notices.ts';
import { Pings } from './pings.ts';
import { absentPresence, type Presence, type SyncReport } from './presence.ts';
import { healthOfPresence, polls, uptimeOf } from './presence-health.ts';
import { PresenceMap } from './presence-map.ts';
import type { RegistryEvents } from './registry-events.ts';
import { ReplicaSession, type WaitingPoll } from './replica-session.ts';
import { snapshotOf } from './replica-snapshot.ts';
import { Silence } from './silence.ts';
import { differsVisibly } from './visible-state.ts';

export interface RegistryParts {
  readonly clock: Clock;
  readonly directory: RunnerDirectory;
  readonly settings: SettingsSource;
  /** Returns how many operations are granted to the replica and have not ended. */
  readonly running: (replicaId: ReplicaId) => number;
}

const TICK = 1000;

/** Maximum number of replaced instances that the registry remembers per replica. */
const MOST_REPLACED = 16;

/** The enrolled replicas: their sessions, signs of life, health and capacity. */
export class Registry implements ReplicaRegistry {
  readonly silence: Silence;
  readonly #parts: RegistryParts;
  readonly #followers: Partial<RegistryEvents>[] = [];
  readonly #presences = new PresenceMap();
  readonly #sessions = new Map<string, ReplicaSession>();
  readonly #notified = new Map<ReplicaId, ReplicaSnapshot>();
  readonly #notices: ChangeNotices;
  readonly #pings: Pings;
  readonly #stopListening: () => void;
  #cancelTick: (() => void) | undefined;

  constructor(parts: RegistryParts) {
    this.#parts = parts;
    this.silence = new Silence(parts.clock);
    this.#notices = new ChangeNotices(parts.clock);
    this.#pings = new Pings(parts.clock);
    for (const replica of parts.directory.replicas()) this.#add(replica, true);
    this.#stopListening = parts.directory.onChange((change) => this.#follow(change));
    this.#scheduleTick();
  }

  /** Reports later events to `follower`, after the followers that were added earlier. */
  follow(follower: Partial<RegistryEvents>): void {
    this.#followers.push(follower);
  }

  replicas(): readonly ReplicaSnapshot[] {
    return this.#listed(this.#presences.all()).map((presence) => this.#snapshot(presence));
  }

  replicasOf(runnerId: RunnerId): readonly ReplicaSnapshot[] {
    return this.#listed(this.presencesOf(runnerId)).map((presence) => this.#snapshot(presence));
  }

  replica(replicaId: ReplicaId): ReplicaSnapshot | undefined {
    const presence = this.#presences.get(replicaId);
    return presence === undefined || presence.removed ? undefined : this.#snapshot(presence);
  }

  health(runnerId: RunnerId): Health {
    const ephemeral = this.#parts.directory.runner(runnerId)?.replicaType === 'ephemeral';
    const replicas = this.#listed(this.presencesOf(runnerId));
    return runnerHealth(replicas.map((presence) => ({ health: this.healthOf(presence), ephemeral })));
  }

  onChange(listener: (runners: ReadonlySet<RunnerId>) => void): () => void {
    return this.#notices.subscribe(listener);
  }

  ping(replicaId: ReplicaId): Promise<PingAnswer> {
    const session = this.#presences.get(replicaId)?.session;
    return session === undefined ? Promise.resolve({ kind: 'silent' }) : this.#pings.send(session);
  }

  /** Asks a replica to finish its operations, take no new ones and exit. Each new session repeats the request. */
  #drain(presence: Presence): void {
    if (presence.drainAsked) return;
    presence.drainAsked = true;
    presence.session?.push({ type: 'drain' });
    this.#unavailable(presence);
    this.changed(presence);
  }

  presence(replicaId: ReplicaId): Presence | undefined {
    return this.#presences.get(replicaId);
  }

  presencesOf(runnerId: RunnerId): Iterable<Presence> {
    return this.#presences.of(runnerId);
  }

  healthOf(presence: Presence): Health {
    const { clock, settings } = this.#parts;
    return healthOfPresence(presence, this.silence, clock.monotonic(), settings.current());
  }

  polls(presence: Presence): boolean {
    return polls(presence, this.#parts.clock.monotonic());
  }

  /** Returns whether an administrator paused the replica or its runner. */
  isPaused({ replicaId, runnerId }: Presence): boolean {
    const { directory } = this.#parts;
    return directory.replica(replicaId)?.paused === true || directory.runner(runnerId)?.paused === true;
  }

  session(id: string): ReplicaSession | undefined {
    return this.#sessions.get(id);
  }

  /**
   * Returns whether this instance was replaced, which means that two processes share the credentials. If so, records
   * the time.
   */
  isCopy({ instanceId }: Claimant, presence: Presence): boolean {
    if (!presence.replaced.includes(instanceId)) return false;
    presence.copiedAt = this.#parts.clock.epoch();
    this.changed(presence);
    return true;
  }

  /** Opens a session and closes the previous one. Returns undefined if the replica is not enrolled. */
  openSession(claimant: Claimant, report: SyncReport): ReplicaSession | undefined {
    const presence = this.#presences.get(claimant.replicaId);
    if (presence === undefined) return undefined;
    this.#noteReplaced(presence, claimant);
    this.#closeSession(presence, 'session-replaced');
    const session = new ReplicaSession(SessionId.parse(randomUUID()), claimant);
    this.#sessions.set(session.id, session);
    presence.session = session;
    const now = this.#parts.clock.monotonic();
    presence.host = report.host;
    presence.maxRunning = report.maxRunning;
    presence.draining = false;
    presence.saidGoodbye = false;
    presence.sessionOpened = now;
    presence.instanceStarted = now - report.uptimeMilliseconds;
    if (presence.drainAsked) session.push({ type: 'drain' });
    this.alive(presence);
    this.recount(presence);
    return session;
  }

  /** Updates the replica from its poll, which then waits for messages. A poll that signs off is answered at once. */
  polled(presence: Presence, session: ReplicaSession, poll: PollRequest, waiting: WaitingPoll): void {
    session.acknowledge(poll.acknowledged);
    if (session.isOverfull) this.#closeSession(presence, 'session-unknown');
    presence.polled = true;
    presence.pollRefused = false;
    presence.maxRunning = poll.maxRunning;
    presence.draining = poll.draining;
    const before = presence.unable;
    presence.unable = poll.unable;
    if (before?.code !== poll.unable?.code) for (const one of this.#followers) one.ability?.(presence);
    presence.saidGoodbye = poll.goodbye;
    const drained = poll.goodbye && presence.drainAsked;
    // The drain request has been fulfilled. A replica that starts again takes work, unless it was removed.
    if (poll.goodbye) presence.drainAsked = presence.removed;
    for (const pingId of poll.pongs) this.#pings.answered(pingId);
    if (poll.draining || poll.goodbye || poll.unable !== undefined) this.#unavailable(presence);
    this.alive(presence);
    if (drained) for (const one of this.#followers) one.drained?.(presence);
    if (poll.goodbye) waiting.answer([]);
    else session.wait(waiting);
    this.recount(presence);
  }

  /** Records that a poll of the replica was refused because runners are switched off. */
  pollRefused(presence: Presence): void {
    presence.polled = true;
    presence.pollRefused = true;
    presence.pollAnswered = undefined;
    this.changed(presence);
  }

  /** Records that a poll was answered, so that the replica will poll again, or that the replica aborted it. */
  pollEnded(presence: Presence, how: 'answered' | 'left'): void {
    presence.pollAnswered = how === 'answered' ? this.#parts.clock.monotonic() : undefined;
  }

  /** Ends the waiting polls of matching replicas with an error. The replicas are unavailable until they poll again. */
  refusePolls(code: ErrorCode, isMeant: (presence: Presence) => boolean): void {
    for (const presence of this.#presences.all()) {
      if (!isMeant(presence)) continue;
      const polled = presence.session?.polling === true;
      presence.session?.refusePoll(code);
      if (polled) this.pollRefused(presence);
      presence.pollAnswered = undefined;
      this.#unavailable(presence);
    }
  }

  /** Answers all waiting polls, because the maximum poll time was lowered, and restarts the silence measurement. */
  renewPolls(): void {
    this.silence.restart();
    for (const { session } of this.#presences.all()) session?.answerPoll();
  }

  /** Closes all sessions, because a setting that replicas receive when a session opens has changed. */
  renewSessions(): void {
    for (const presence of this.#presences.all()) this.#closeSession(presence, 'session-unknown');
  }

  /** Records a sign of life of a replica. */
  alive(presence: Presence): void {
    presence.lastSign = this.silence.observe();
    presence.lastSignEpoch = this.#parts.clock.epoch();
    presence.abandoned = false;
  }

  /** Updates `running` from the ledger. */
  count(presence: Presence): void {
    presence.running = this.#parts.running(presence.replicaId);
  }

  /** Updates `running` after a grant or an end, and offers the replica more work if it has capacity. */
  recount(presence: Presence): void {
    this.count(presence);
    this.changed(presence);
    this.#available(presence);
  }

  /** Notifies listeners if the replica's snapshot differs visibly from the last one that was reported. */
  changed(presence: Presence): void {
    const now = this.#snapshot(presence);
    if (!differsVisibly(this.#notified.get(presence.replicaId), now)) return;
    this.#notified.set(presence.replicaId, now);
    this.#notices.note(presence.runnerId);
  }

  close(): void {
    this.#cancelTick?.();
    this.#stopListening();
    this.#pings.close();
    this.#notices.close();
    for (const presence of this.#presences.all()) this.#closeSession(presence, 'session-unknown');
  }

  #available(presence: Presence): void {
    for (const one of this.#followers) one.available?.(presence);
  }

  #unavailable(presence: Presence): void {
    for (const one of this.#followers) one.unavailable?.(presence);
  }

  #noteReplaced(presence: Presence, { instanceId }: Claimant): void {
    const before = presence.session?.claimant.instanceId;
    if (before === undefined || before === instanceId) return;
    presence.replaced = [...presence.replaced, before].slice(-MOST_REPLACED);
  }

  #closeSession(presence: Presence, code: 'session-replaced' | 'session-unknown' | 'replica-revoked'): void {
    const session = presence.session;
    if (session === undefined) return;
    presence.session = undefined;
    presence.pollAnswered = undefined;
    this.#sessions.delete(session.id);
    session.close(code);
    this.#unavailable(presence);
  }

  #follow(change: DirectoryChange): void {
    for (const id of change.replicas) {
      const replica = this.#parts.directory.replica(id);
      const presence = this.#presences.get(id);
      if (replica !== undefined && presence === undefined) this.#add(replica, false);
      else if (replica === undefined && presence !== undefined) this.#remove(presence);
      else if (presence !== undefined && replica !== undefined) this.#changedRecord(presence, replica);
    }
    for (const id of change.runners) {
      this.#notices.note(id);
      for (const presence of this.presencesOf(id)) this.#available(presence);
    }
  }

  #changedRecord(presence: Presence, { removedAt, drainAsked, pinned }: Replica): void {
    presence.pinned = pinned;
    if (removedAt !== undefined && !presence.removed) {
      presence.removed = true;
      this.#notices.note(presence.runnerId);
    }
    if (presence.removed || (drainAsked === true && !presence.saidGoodbye)) this.#drain(presence);
    this.changed(presence);
  }

  /** Returns the replicas that have not been removed. */
  #listed(presences: Iterable<Presence>): Presence[] {
    return Array.from(presences).filter(({ removed }) => !removed);
  }

  #add(replica: Replica, isOld: boolean): void {
    const presence = absentPresence(replica, this.#parts.settings.current().runner.maxRunning, isOld);
    this.#presences.add(presence);
    this.changed(presence);
  }

  #remove(presence: Presence): void {
    this.#presences.delete(presence);
    this.#notified.delete(presence.replicaId);
    this.#closeSession(presence, 'replica-revoked');
    this.#notices.note(presence.runnerId);
    for (const one of this.#followers) one.revoked?.(presence);
  }

  #scheduleTick(): void {
    this.#cancelTick = this.#parts.clock.after(TICK, () => {
      this.silence.observe();
      for (const presence of this.#presences.all()) {
        presence.session?.releaseQuiet();
        this.changed(presence);
      }
      for (const one of this.#followers) one.tick?.(this.#presences.all());
      this.#scheduleTick();
    });
  }

  #snapshot(presence: Presence): ReplicaSnapshot {
    const health = this.healthOf(presence);
    return snapshotOf(presence, {
      runnerName: this.#parts.directory.runner(presence.runnerId)?.name ?? presence.runnerId,
      health,
      uptime: uptimeOf(presence, health, this.#parts.clock.monotonic()),
      polling: this.polls(presence),
      paused: this.isPaused(presence),
    });
  }
}
