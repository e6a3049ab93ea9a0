/** Interfaces of dispatch for the rest of the coordinator, in addition to the `Dispatcher` of executions. */
import type { Inability } from '../../protocol/entities/inability.ts';
import type { Health, HostFacts, PinnedFacts, Replica } from '../../protocol/entities/replica.ts';
import type { Runner } from '../../protocol/entities/runner.ts';
import type { Settings } from '../../protocol/entities/settings.ts';
import type { InstanceId, ProjectName, ReplicaId, RunnerId } from '../../protocol/ids.ts';

/** The current definitions of runners and enrolled replicas, from memory. */
export interface RunnerDirectory {
  runner(id: RunnerId): Runner | undefined;
  runners(): Iterable<Runner>;
  replica(id: ReplicaId): Replica | undefined;
  replicas(): Iterable<Replica>;
  /** Returns whether runners other than the Local Runner take work of the project. */
  servesProject(project: ProjectName): boolean;
  /**
   * Calls back with the runners, replicas and projects that were created, changed or deleted. Returns a function that
   * unsubscribes.
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
  /** Only a replica that polls is available for work. */
  readonly polling: boolean;
  readonly draining: boolean;
  /** The replica signed off before it exited. */
  readonly saidGoodbye?: true;
  /** The replica or its runner is paused and takes no new work until resumed. */
  readonly paused: boolean;
  /** Why its host cannot start steps; absent if it can. */
  readonly unable?: Inability;
  /** Number of operations that are granted to it and have not ended. */
  readonly running: number;
  readonly maxRunning: number;
  readonly host: HostFacts;
  /** The facts that an administrator confirmed, if any. */
  readonly pinned?: PinnedFacts;
  /** Absent while no session is open. */
  readonly instanceId?: InstanceId;
  /** Last sign of life, epoch ms; absent if there was none since this coordinator started. */
  readonly lastSignOfLife?: number;
  readonly enrolledAt: number;
  /** Uptime of its process, ms; absent if the process is not running or its version does not report it. */
  readonly uptime?: number;
  /** When two processes were found to use its credentials, epoch ms; absent if never since this coordinator started. */
  readonly copiedAt?: number;
  /** Network address from which it enrolled. */
  readonly address?: string;
}

export type PingAnswer =
  | { readonly kind: 'answered'; readonly milliseconds: number }
  /** It did not answer in time, or does not poll. */
  | { readonly kind: 'silent' };

/** The enrolled replicas and their health. */
export interface ReplicaRegistry {
  replicas(): readonly ReplicaSnapshot[];
  replicasOf(runnerId: RunnerId): readonly ReplicaSnapshot[];
  replica(replicaId: ReplicaId): ReplicaSnapshot | undefined;
  /** Returns the health of a runner, derived from its replicas. */
  health(runnerId: RunnerId): Health;
  /**
   * Calls back with the runners that changed, or of which a replica was added, removed or has another snapshot. Its
   * uptime, its last sign of life and whether it polls do not count. Changes that follow closely are reported together.
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
   * Calls `callback` once after `milliseconds`; the returned function cancels the call. Does not keep the process
   * alive.
   */
  after(milliseconds: number, callback: () => void): () => void;
}
