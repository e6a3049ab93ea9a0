import type { Inability } from '../../../protocol/entities/inability.ts';
import type { HostFacts, PinnedFacts, Replica } from '../../../protocol/entities/replica.ts';
import type { InstanceId, OperationId, ReplicaId, RunnerId } from '../../../protocol/ids.ts';
import type { SyncRequest } from '../../../protocol/runner/sync.ts';
import type { ReplicaSession } from './replica-session.ts';

/** In-memory state of an enrolled replica. Times are ms of the monotonic clock unless noted. */
export interface Presence {
  readonly replicaId: ReplicaId;
  readonly runnerId: RunnerId;
  readonly enrolledAt: number;
  readonly address: string | undefined;
  host: HostFacts;
  /** The facts that an administrator confirmed, if any. */
  pinned: PinnedFacts | undefined;
  /** The open session; undefined if there is none. */
  session: ReplicaSession | undefined;
  lastSign: number | undefined;
  /** Time of the last sign of life in epoch ms, for display. */
  lastSignEpoch: number | undefined;
  sessionOpened: number;
  /** When the replica's process started. May be before the coordinator started. */
  instanceStarted: number;
  /** When the last poll was answered; undefined if that poll was aborted or refused, or if this session had no poll. */
  pollAnswered: number | undefined;
  /** The last poll was refused because runners are switched off. The replica polls again later. */
  pollRefused: boolean;
  saidGoodbye: boolean;
  /**
   * The replica has polled since it enrolled. Assumed to be true for replicas that enrolled before the coordinator
   * started.
   */
  polled: boolean;
  draining: boolean;
  /** An administrator asked the replica to drain, or removed it. */
  drainAsked: boolean;
  /** Why the replica's host cannot start steps, according to the last poll; undefined if it can. */
  unable: Inability | undefined;
  maxRunning: number;
  /** Number of operations that were granted to the replica and have not ended. */
  running: number;
  /**
   * Operations offered to the replica, with the message number of each offer, and operations that the replica is
   * claiming. Both kinds count against the capacity.
   */
  readonly offered: Map<OperationId, number>;
  readonly claiming: Set<OperationId>;
  /** The instances that were replaced most recently. If one of them returns, two processes share the credentials. */
  replaced: readonly InstanceId[];
  /** When the coordinator detected that two processes use the replica's credentials, epoch ms. */
  copiedAt: number | undefined;
  /** The replica's operations were abandoned because it is unresponsive. Reset by its next sign of life. */
  abandoned: boolean;
  /** The replica was removed and is no longer listed, but may still deliver the results of its operations. */
  removed: boolean;
}

/** The facts that a replica reports when it opens a session. */
export type SyncReport = Pick<SyncRequest, 'host' | 'maxRunning' | 'uptimeMilliseconds'>;

/**
 * Returns the presence of a replica without a session. `polled`: whether the replica enrolled before the coordinator
 * started.
 */
export function absentPresence(replica: Replica, maxRunning: number, polled: boolean): Presence {
  return {
    replicaId: replica.id,
    runnerId: replica.runnerId,
    enrolledAt: replica.enrolledAt,
    address: replica.address,
    host: replica.host,
    pinned: replica.pinned,
    session: undefined,
    sessionOpened: 0,
    instanceStarted: 0,
    lastSign: undefined,
    lastSignEpoch: undefined,
    pollAnswered: undefined,
    pollRefused: false,
    saidGoodbye: false,
    polled,
    draining: false,
    drainAsked: replica.drainAsked === true || replica.removedAt !== undefined,
    unable: undefined,
    maxRunning,
    running: 0,
    offered: new Map(),
    claiming: new Set(),
    replaced: [],
    copiedAt: undefined,
    abandoned: false,
    removed: replica.removedAt !== undefined,
  };
}

/** Returns how many operations the replica runs, has been offered or is claiming. */
export function load(presence: Presence): number {
  return presence.running + presence.offered.size + presence.claiming.size;
}

/** Returns how many more operations the replica can be offered. */
export function freeCapacity(presence: Presence): number {
  return presence.maxRunning - load(presence);
}
