import type { Runner } from '../../protocol/entities/runner.ts';
import type { ReplicaRecord } from '../../protocol/routes/shapes/replica-shapes.ts';
import type {
  ReplicaOverview,
  RunnerInfo,
  RunnerListEntry,
  RunnerOverview,
} from '../../protocol/routes/shapes/runner-shapes.ts';
import { PROGRAM_VERSION } from '../../protocol/version.ts';
import { isoSeconds } from '../../support/time/iso-seconds.ts';
import type { ReplicaRegistry, ReplicaSnapshot } from '../dispatch/ports.ts';

/** Returns the entry of a runner in the API's list of runners. */
export function runnerListEntry(runner: Runner, registry: ReplicaRegistry): RunnerListEntry {
  const seen = observed(runner, registry);
  return {
    id: runner.id,
    name: runner.name,
    description: runner.description,
    status: seen.health,
    version: seen.version,
    associatedProjects: runner.assignedProjects.length,
    lastCheckin: seen.lastCheckin,
    lastCheckinAlert: seen.alert,
    selected: false,
    tagNames: [...runner.tags],
    providers: [],
  };
}

export function runnerInfo(runner: Runner, registry: ReplicaRegistry): RunnerInfo {
  const seen = observed(runner, registry);
  return {
    id: runner.id,
    name: runner.name,
    description: runner.description,
    status: seen.health,
    runnerVersion: seen.version,
    projectAssociations: { projectNodeFilters: nodeFilters(runner) },
    createTime: isoSeconds(runner.createdAt),
    lastCheckin: seen.lastCheckin,
    lastCheckinAlert: seen.alert,
    runningOperations: seen.replicas.reduce((sum, { running }) => sum + running, 0),
    uptime: seen.uptime,
    tagNames: [...runner.tags],
    installationType: runner.installationType,
    replicaType: runner.replicaType,
  };
}

export function runnerOverview(runner: Runner, registry: ReplicaRegistry): RunnerOverview {
  return {
    id: runner.id,
    name: runner.name,
    description: runner.description,
    health: registry.health(runner.id),
    local: runner.local,
    tags: [...runner.tags],
    assignedProjects: [...runner.assignedProjects],
    installationType: runner.installationType,
    replicaType: runner.replicaType,
    paused: runner.paused === true,
    replicas: registry.replicasOf(runner.id).map(replicaOverview),
    revision: runner.revision,
  };
}

export function replicaOverview(replica: ReplicaSnapshot): ReplicaOverview {
  const { host } = replica;
  return {
    id: replica.replicaId,
    runnerId: replica.runnerId,
    health: replica.health,
    hostname: host.hostname,
    platform: host.platform,
    architecture: host.architecture,
    programVersion: host.programVersion,
    user: host.user,
    pty: host.pty,
    labels: host.labels ?? {},
    pinned: replica.pinned ?? null,
    enrolledAt: replica.enrolledAt,
    uptime: replica.uptime ?? null,
    lastSeenAt: replica.lastSignOfLife ?? null,
    running: replica.running,
    maxRunning: replica.maxRunning,
    draining: replica.draining,
    paused: replica.paused,
    unable: replica.unable ?? null,
    address: replica.address ?? null,
    copiedAt: replica.copiedAt ?? null,
    versionWarning: versionWarning(host.programVersion),
  };
}

/** Returns a replica in Rundeck's format. */
export function replicaRecord(replica: ReplicaSnapshot): ReplicaRecord {
  const { lastSignOfLife, health } = replica;
  return {
    replicaId: replica.replicaId,
    runnerId: replica.runnerId,
    installationPath: '',
    ipAddress: replica.address ?? null,
    createTime: isoSeconds(replica.enrolledAt),
    lastCheckin: lastSignOfLife === undefined ? null : isoSeconds(lastSignOfLife),
    lastCheckinAlert: health === 'Unknown' || health === 'Down',
    uptime: replica.uptime ?? 0,
    runningOperations: replica.running,
    versionWarning: versionWarning(replica.host.programVersion),
  };
}

/** Returns a node filter for each assigned project. Each filter selects every node. */
export function nodeFilters(runner: Runner): Record<string, string> {
  return Object.fromEntries(runner.assignedProjects.map((project) => [project, '.*']));
}

function observed(runner: Runner, registry: ReplicaRegistry) {
  const replicas = registry.replicasOf(runner.id);
  const health = registry.health(runner.id);
  const signs = replicas.flatMap(({ lastSignOfLife }) => lastSignOfLife ?? []);
  const uptimes = replicas.flatMap(({ uptime }) => uptime ?? []);
  return {
    replicas,
    health,
    version: replicas[0]?.host.programVersion ?? null,
    lastCheckin: signs.length === 0 ? null : isoSeconds(Math.max(...signs)),
    alert: health === 'Unknown' || health === 'Down',
    uptime: uptimes.length === 0 ? null : Math.max(...uptimes),
  };
}

/** Returns a warning for a replica whose version differs from the coordinator's; null if the versions are equal. */
function versionWarning(version: string): string | null {
  if (version === PROGRAM_VERSION) return null;
  return `It has version ${version}, but the coordinator has version ${PROGRAM_VERSION}. Install ${PROGRAM_VERSION} on its host, and restart it.`;
}
