import type { Inability } from '../../../protocol/entities/inability.ts';
import type { HostFacts, PinnedFacts, Replica } from '../../../protocol/entities/replica.ts';
import type { InstanceId, OperationId, ReplicaId, RunnerId } from '../../../protocol/ids.ts';
import type { SyncRequest } from '../../../protocol/runner/sync.ts';
import type { ReplicaSession } from './replica-session.ts';

/** The most operations one replica is ever given at once, whatever it says of itself. */
export const MOST_RUNNING = 10_000;

/** What is known of one enrolled replica while the coordinator runs. Times are ms of the monotonic clock. */
export interface Presence {
  readonly replicaId: ReplicaId;
  readonly runnerId: RunnerId;
  readonly enrolledAt: number;
  readonly address: string | undefined;
  host: HostFacts;
  /** The facts that an administrator confirmed. */
  pinned: PinnedFacts | undefined;
  /** What it can beyond the first version of the protocol. */
  abilities: readonly string[];
  /** The open session; a closed one is removed. */
  session: ReplicaSession | undefined;
  lastSign: number | undefined;
  /** Epoch ms, for people. */
  lastSignEpoch: number | undefined;
  sessionOpened: number;
  /** When the process of the instance began, as far as it said; may be before this coordinator's own start. */
  instanceStarted: number | undefined;
  /** When its last poll was answered; undefined when it left one, or never polled in this session. */
  pollAnswered: number | undefined;
  /** Its last poll was refused, since runners are switched off; it asks again later. */
  pollRefused: boolean;
  saidGoodbye: boolean;
  /** It asked for work at least once since it enrolled; where nobody remembers, since an earlier start, it did. */
  polled: boolean;
  draining: boolean;
  /** An administrator asked it to drain, or it was removed. */
  drainAsked: boolean;
  /** Why its host cannot start steps, according to its last poll; undefined if it can. */
  unable: Inability | undefined;
  maxRunning: number;
  /** Operations granted to it and not ended. */
  running: number;
  /** Operations offered to it, with the number of the message, and those it asks for just now. Both take capacity. */
  readonly offered: Map<OperationId, number>;
  readonly claiming: Set<OperationId>;
  /** Instances whose session one of another instance took over, the latest few: one that comes back is a copy. */
  replaced: readonly InstanceId[];
  /** When two processes were found to use its credentials, epoch ms. */
  copiedAt: number | undefined;
  /** What it holds was given up for this silence. */
  givenUp: boolean;
  /** It is gone for everybody but itself: it may deliver what it held. */
  removed: boolean;
}

/** What a replica says of itself when it opens a session. */
export type ToldAtSync = Pick<SyncRequest, 'host' | 'maxRunning' | 'abilities' | 'uptimeMilliseconds'>;

/** A replica that was not heard of yet. `polled`: it was enrolled before the coordinator started. */
export function absentPresence(replica: Replica, maxRunning: number, polled: boolean): Presence {
  return {
    replicaId: replica.id,
    runnerId: replica.runnerId,
    enrolledAt: replica.enrolledAt,
    address: replica.address,
    host: replica.host,
    pinned: replica.pinned,
    abilities: [],
    session: undefined,
    sessionOpened: 0,
    instanceStarted: undefined,
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
    givenUp: false,
    removed: replica.removedAt !== undefined,
  };
}

/** Operations it runs, was offered, or asks for. */
export function load(presence: Presence): number {
  return presence.running + presence.offered.size + presence.claiming.size;
}

/** How many more operations it may be offered now. */
export function freeCapacity(presence: Presence): number {
  return presence.maxRunning - load(presence);
}
