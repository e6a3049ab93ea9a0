/** Interfaces of dispatch for the rest of the coordinator, in addition to the `Dispatcher` of executions. */
import type { Inability } from '../../protocol/entities/inability.ts';
import type { Health, HostFacts, PinnedFacts, Replica } from '../../protocol/entities/replica.ts';
import type { Runner } from '../../protocol/entities/runner.ts';
import type { Settings } from '../../protocol/entities/settings.ts';
import type { InstanceId, ProjectName, ReplicaId, RunnerId } from '../../protocol/ids.ts';

/** The current definitions of runners and enrolled replicas, read from memory. */
export interface RunnerDirectory {
  runner(id: RunnerId): Runner | undefined;
  runners(): Iterable<Runner>;
  replica(id: ReplicaId): Replica | undefined;
  replicas(): Iterable<Replica>;
  /** Returns whether runners other than the Local Runner are switched on for the project. */
  servesProject(project: ProjectName): boolean;
  /**
   * Calls `listener` with the runners, replicas and projects that were created, changed or deleted. Returns a function
   * that unsubscribes.
   */
  onChange(listener: (change: DirectoryChange) => void): () => void;
}

export interface DirectoryChange {
  readonly runners: readonly RunnerId[];
  readonly replicas: readonly ReplicaId[];
  readonly projects: readonly ProjectName[];
}

export interface SettingsSource {
  current(): Settings;
  /** Returns a function that unsubscribes. */
  onChange(listener: () => void): () => void;
}

/** The current state of a replica. */
export interface ReplicaSnapshot {
  readonly replicaId: ReplicaId;
  readonly runnerId: RunnerId;
  readonly runnerName: string;
  readonly health: Health;
  /** Whether the replica polls. Only a polling replica is available for work. */
  readonly polling: boolean;
  readonly draining: boolean;
  /** The replica signed off before it exited. */
  readonly saidGoodbye?: true;
  /** The replica or its runner is paused and takes no new work until resumed. */
  readonly paused: boolean;
  /** Why the replica's host cannot start steps; absent if it can. */
  readonly unable?: Inability;
  /** Number of operations that were granted to the replica and have not ended. */
  readonly running: number;
  readonly maxRunning: number;
  readonly host: HostFacts;
  /** The facts that an administrator confirmed, if any. */
  readonly pinned?: PinnedFacts;
  /** The instance that has a session; absent while no session is open. */
  readonly instanceId?: InstanceId;
  /** Last sign of life, epoch ms; absent if there was none since the coordinator started. */
  readonly lastSignOfLife?: number;
  readonly enrolledAt: number;
  /** Uptime of the replica's process, ms; absent if the replica has no session or is unresponsive. */
  readonly uptime?: number;
  /**
   * When the coordinator detected that two processes use the replica's credentials, epoch ms; absent if never since the
   * coordinator started.
   */
  readonly copiedAt?: number;
  /** Network address from which the replica enrolled. */
  readonly address?: string;
}

export type PingAnswer =
  | { readonly kind: 'answered'; readonly milliseconds: number }
  /** The replica did not answer in time, or does not poll. */
  | { readonly kind: 'silent' };

/** The enrolled replicas and their health. */
export interface ReplicaRegistry {
  replicas(): readonly ReplicaSnapshot[];
  replicasOf(runnerId: RunnerId): readonly ReplicaSnapshot[];
  replica(replicaId: ReplicaId): ReplicaSnapshot | undefined;
  /** Returns the health of a runner, derived from its replicas. */
  health(runnerId: RunnerId): Health;
  /**
   * Calls `listener` with the runners that changed, or whose replicas were added, removed or changed. Changes of a
   * replica's uptime, last sign of life and `polling` do not count. Changes in quick succession are reported together.
   * Returns a function that unsubscribes.
   */
  onChange(listener: (runners: ReadonlySet<RunnerId>) => void): () => void;
  /** Pings a replica through its poll. */
  ping(replicaId: ReplicaId): Promise<PingAnswer>;
}

/** An injected clock. `epoch` (ms) is for records and display, `monotonic` (ms) for durations. */
export interface Clock {
  epoch(): number;
  monotonic(): number;
  /**
   * Calls `callback` once after `milliseconds`. Returns a function that cancels the call. The timer does not keep the
   * process alive.
   */
  after(milliseconds: number, callback: () => void): () => void;
}
