import type { Health } from '../../protocol/entities/replica.ts';

/** Milliseconds without a sign of life after which a replica is Unknown, and after which it is Down. */
export interface HealthThresholds {
  readonly unknownMs: number;
  readonly downMs: number;
}

export const DEFAULT_HEALTH_THRESHOLDS: HealthThresholds = { unknownMs: 30_000, downMs: 120_000 };

/**
 * The signs of life of a replica. Only time during which the coordinator runs counts as silence, by a
 * monotonic clock.
 */
export interface ReplicaSigns {
  /** Whether the replica has polled since it was enrolled. */
  readonly everPolled: boolean;
  /** Whether a poll of the replica is open, or ended so recently that the next poll is still expected. */
  readonly polling: boolean;
  readonly lastSeenAgoMs: number;
  /** Whether the replica has signed off. */
  readonly saidGoodbye: boolean;
  /** Whether the replica reports that its host cannot start steps. */
  readonly unable?: boolean;
  readonly running: number;
  readonly maxRunning: number;
}

/**
 * Returns the health of a replica: Down after a sign-off; New until its first poll; Down after a long silence, Unknown
 * after a shorter one; Unhealthy if its host cannot start steps; Busy if it runs as many operations as it may;
 * Unhealthy if it sends signs of life but does not ask for work; otherwise Healthy.
 */
export function replicaHealth(signs: ReplicaSigns, thresholds = DEFAULT_HEALTH_THRESHOLDS): Health {
  if (signs.saidGoodbye) return 'Down';
  if (!signs.everPolled) return 'New';
  if (signs.lastSeenAgoMs > thresholds.downMs) return 'Down';
  if (signs.lastSeenAgoMs > thresholds.unknownMs) return 'Unknown';
  if (signs.unable === true) return 'Unhealthy';
  if (signs.running >= signs.maxRunning) return 'Busy';
  return signs.polling ? 'Healthy' : 'Unhealthy';
}

/**
 * Whether a replica or runner counts as healthy. A Busy one does, because it works at full capacity.
 */
export function isHealthy(health: Health): boolean {
  return health === 'Healthy' || health === 'Busy';
}

/** The state of one replica, as its runner's health needs it. */
export interface ReplicaHealth {
  readonly health: Health;
  /**
   * Whether the replica is ephemeral. Ephemeral replicas come and go, so an offline one does not make its
   * runner Unhealthy.
   */
  readonly ephemeral: boolean;
}

/**
 * Returns the health of a runner:
 * - New without replicas.
 * - The health of its replicas if all have the same.
 * - Unhealthy if some replicas are available, and a persistent one that has started is not.
 * - Busy if all available replicas are Busy; otherwise Healthy.
 * - Without an available replica, the first that occurs of Unhealthy, Unknown, New and Down.
 */
export function runnerHealth(replicas: readonly ReplicaHealth[]): Health {
  const [first] = replicas;
  if (first === undefined) return 'New';
  if (replicas.every((replica) => replica.health === first.health)) return first.health;
  const available = replicas.filter(({ health }) => isHealthy(health));
  if (available.length > 0) {
    const missing = replicas.some(({ health, ephemeral }) => !ephemeral && isMissing(health));
    if (missing) return 'Unhealthy';
    return available.every(({ health }) => health === 'Busy') ? 'Busy' : 'Healthy';
  }
  return (
    (['Unhealthy', 'Unknown', 'New', 'Down'] as const).find((health) =>
      replicas.some((replica) => replica.health === health),
    ) ?? 'Down'
  );
}

/** Returns whether a replica is unavailable. A replica that was enrolled and never started does not count. */
function isMissing(health: Health): boolean {
  return health === 'Unhealthy' || health === 'Unknown' || health === 'Down';
}
