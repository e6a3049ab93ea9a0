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
  /** The facts that an administrator confirmed. */
  pinned: PinnedFacts | undefined;
  /** The open session; a closed one is removed. */
  session: ReplicaSession | undefined;
  lastSign: number | undefined;
  /** The last sign of life in epoch ms, for display. */
  lastSignEpoch: number | undefined;
  sessionOpened: number;
  /** When the replica's process started. May be before the start of this coordinator. */
  instanceStarted: number;
  /** When its last poll was answered; undefined if it aborted that poll or has not polled in this session. */
  pollAnswered: number | undefined;
  /** Its last poll was refused because runners are switched off. It polls again later. */
  pollRefused: boolean;
  saidGoodbye: boolean;
  /**
   * It has polled at least once since it enrolled. Assumed for replicas that enrolled before this coordinator started.
   */
  polled: boolean;
  draining: boolean;
  /** An administrator asked it to drain, or it was removed. */
  drainAsked: boolean;
  /** Why its host cannot start steps, according to its last poll; undefined if it can. */
  unable: Inability | undefined;
  maxRunning: number;
  /** Operations granted to it and not ended. */
  running: number;
  /**
   * Operations offered to it, with the message number, and operations that it is claiming. Both count against its
   * capacity.
   */
  readonly offered: Map<OperationId, number>;
  readonly claiming: Set<OperationId>;
  /**
   * The last few instances whose session another instance replaced. If one of them returns, the credentials were
   * copied.
   */
  replaced: readonly InstanceId[];
  /** When two processes were found to use its credentials, epoch ms. */
  copiedAt: number | undefined;
  /** Its operations were abandoned because it is unresponsive. Reset by the next sign of life. */
  abandoned: boolean;
  /** It was removed and is no longer listed, but may still deliver the results of its operations. */
  removed: boolean;
}

/** The facts that a replica reports when it opens a session. */
export type SyncReport = Pick<SyncRequest, 'host' | 'maxRunning' | 'uptimeMilliseconds'>;

/**
 * Returns the presence of a replica without a session. `polled` is true if it enrolled before the coordinator started.
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

/** Returns how many operations it runs, has been offered or is claiming. */
export function load(presence: Presence): number {
  return presence.running + presence.offered.size + presence.claiming.size;
}

/** Returns how many more operations it can be offered. */
export function freeCapacity(presence: Presence): number {
  return presence.maxRunning - load(presence);
}
