import type { ReplicaSnapshot } from '../ports.ts';
import type { Presence } from './presence.ts';

/** Returns the snapshot that the rest of the coordinator sees. */
export function snapshotOf(
  presence: Presence,
  {
    uptime,
    ...derived
  }: Pick<ReplicaSnapshot, 'runnerName' | 'health' | 'polling' | 'paused'> & {
    readonly uptime: number | undefined;
  },
): ReplicaSnapshot {
  const { session, lastSignEpoch, pinned, address, copiedAt } = presence;
  return {
    replicaId: presence.replicaId,
    runnerId: presence.runnerId,
    ...derived,
    draining: presence.draining || presence.drainAsked,
    ...(presence.saidGoodbye ? { saidGoodbye: true } : {}),
    ...(presence.unable === undefined ? {} : { unable: presence.unable }),
    running: presence.running,
    maxRunning: presence.maxRunning,
    host: presence.host,
    ...(pinned === undefined ? {} : { pinned }),
    ...(session === undefined ? {} : { instanceId: session.claimant.instanceId }),
    ...(uptime === undefined ? {} : { uptime }),
    ...(lastSignEpoch === undefined ? {} : { lastSignOfLife: lastSignEpoch }),
    enrolledAt: presence.enrolledAt,
    ...(copiedAt === undefined ? {} : { copiedAt }),
    ...(address === undefined ? {} : { address }),
  };
}
