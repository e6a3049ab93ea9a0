/** What dispatch offers to the rest of the coordinator beside the `Dispatcher` of executions. */
import type { Inability } from '../../protocol/entities/inability.ts';
import type { Health, HostFacts, PinnedFacts, Replica } from '../../protocol/entities/replica.ts';
import type { Runner } from '../../protocol/entities/runner.ts';
import type { Settings } from '../../protocol/entities/settings.ts';
import type { InstanceId, ProjectName, ReplicaId, RunnerId } from '../../protocol/ids.ts';

/** The runners and enrolled replicas as they are defined now, from memory. */
export interface RunnerDirectory {
  runner(id: RunnerId): Runner | undefined;
  runners(): Iterable<Runner>;
  replica(id: ReplicaId): Replica | undefined;
  replicas(): Iterable<Replica>;
  /** Whether created runners take work of the project. */
  servesProject(project: ProjectName): boolean;
  /** Tells which runners, replicas and projects were created, changed or deleted. Returns what ends the subscription. */
  onChange(listener: (change: DirectoryChange) => void): () => void;
}

export interface DirectoryChange {
  readonly runners: readonly RunnerId[];
  readonly replicas: readonly ReplicaId[];
  readonly projects: readonly ProjectName[];
}

export interface SettingsSource {
  current(): Settings;
  /** Returns what ends the subscription. */
  onChange(listener: () => void): () => void;
}

/** One replica as it is seen now. */
export interface ReplicaSnapshot {
  readonly replicaId: ReplicaId;
  readonly runnerId: RunnerId;
  readonly runnerName: string;
  readonly health: Health;
  /** Only a replica that polls is available for work. */
  readonly polling: boolean;
  readonly draining: boolean;
  /** It ended itself and said so; absent: it did not, as far as this coordinator heard. */
  readonly saidGoodbye?: true;
  /** It, or its runner, takes no new work until resumed. */
  readonly paused: boolean;
  /** Why its host cannot start steps; absent if it can. */
  readonly unable?: Inability;
  /** Operations granted to it and not ended. */
  readonly running: number;
  readonly maxRunning: number;
  readonly host: HostFacts;
  /** The facts that an administrator confirmed, if any. */
  readonly pinned?: PinnedFacts;
  /** Absent until its first sync with this coordinator process. */
  readonly instanceId?: InstanceId;
  /** Epoch ms; absent when it was not heard of since this coordinator started. */
  readonly lastSignOfLife?: number;
  readonly enrolledAt: number;
  /** How long its process has run, ms; absent where it is not up, or of a version that does not tell. */
  readonly uptime?: number;
  /** When two processes were found to use its credentials, epoch ms; absent: never since this coordinator started. */
  readonly copiedAt?: number;
  /** Where it enrolled from. */
  readonly address?: string;
}

export type PingAnswer =
  | { readonly kind: 'answered'; readonly milliseconds: number }
  /** It did not answer in time, or does not poll. */
  | { readonly kind: 'silent' };

/** The replicas that are enrolled, and their health. */
export interface ReplicaRegistry {
  replicas(): readonly ReplicaSnapshot[];
  replicasOf(runnerId: RunnerId): readonly ReplicaSnapshot[];
  replica(replicaId: ReplicaId): ReplicaSnapshot | undefined;
  /** Health of a runner as of its replicas. */
  health(runnerId: RunnerId): Health;
  /**
   * Tells which runners have a replica whose health, running operations, capacity or version changed, or that came or
   * went; many changes of one moment are told at once. Returns what ends the subscription.
   */
  onChange(listener: (runners: ReadonlySet<RunnerId>) => void): () => void;
  /** Asks a replica for an answer through its poll. */
  ping(replicaId: ReplicaId): Promise<PingAnswer>;
}

/** Time, injected. `epoch` is for people and records, `monotonic` (ms) for durations. */
export interface Clock {
  epoch(): number;
  monotonic(): number;
  /** Calls once after `milliseconds`; the returned function cancels. Does not keep the process alive. */
  after(milliseconds: number, callback: () => void): () => void;
}
