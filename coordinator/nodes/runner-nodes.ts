import type { Node } from '../../job-language/nodes/node.ts';
import {
  RUNNER_ATTRIBUTE,
  RUNNER_ID_ATTRIBUTE,
  RUNNER_TAGS_ATTRIBUTE,
} from '../../job-language/nodes/runner-node.ts';
import { projectDispatch } from '../../protocol/entities/project-dispatch.ts';
import type { PinnedFacts } from '../../protocol/entities/replica.ts';
import { type Runner, runnerDispatch } from '../../protocol/entities/runner.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type { ReplicaRegistry, ReplicaSnapshot } from '../dispatch/ports.ts';
import type { CoordinatorSnapshot } from '../store/definitions/coordinator-definitions.ts';
import { osArchitecture } from './os-architecture.ts';

const OS_NAMES: ReadonlyMap<string, string> = new Map([
  ['linux', 'Linux'],
  ['darwin', 'Mac OS X'],
  ['win32', 'Windows'],
]);

/**
 * Returns the hosts of a project's runners as nodes, for runners with `runnerAsNodeEnabled`; none if the project does
 * not use automatic dispatch. A step for such a node runs on that runner. A runner without a replica has no host. The
 * tags of the runner are an attribute, so that filters by tag select no hosts.
 */
export function runnerNodes(
  snapshot: CoordinatorSnapshot,
  name: ProjectName,
  registry: Pick<ReplicaRegistry, 'replicasOf'>,
): Node[] {
  const project = snapshot.get('projects', name);
  if (project === undefined) return [];
  const { automatic, runnersEnabled } = projectDispatch(project);
  if (!automatic || !runnersEnabled) return [];
  return snapshot.values('runners').flatMap((runner) => {
    if (runner.local || !runner.assignedProjects.includes(name)) return [];
    if (!runnerDispatch(runner, name).runnerAsNodeEnabled) return [];
    const replica = hostReplica(registry.replicasOf(runner.id));
    if (replica === undefined) return [];
    const { pinned, host } = replica;
    return [
      { ...runnerNode(runner, pinned ?? host), ...(pinned === undefined && { reportedBy: runner.name }) },
    ];
  });
}

function runnerNode({ id, name, description, tags }: Readonly<Runner>, host: PinnedFacts): Node {
  return {
    name,
    tags: [],
    attributes: {
      hostname: host.hostname,
      username: host.user,
      description: description === '' ? `Host of runner ${name}` : description,
      osFamily: host.platform === 'win32' ? 'windows' : 'unix',
      osName: OS_NAMES.get(host.platform) ?? host.platform,
      osArch: osArchitecture(host.architecture),
      'node-executor': 'local',
      [RUNNER_ATTRIBUTE]: 'true',
      ...(tags.length > 0 && { [RUNNER_TAGS_ATTRIBUTE]: tags.join(',') }),
      [RUNNER_ID_ATTRIBUTE]: id,
    },
  };
}

/** Returns the replica whose host becomes the node: the oldest connected one, else the oldest one. */
function hostReplica(replicas: readonly ReplicaSnapshot[]): ReplicaSnapshot | undefined {
  const byAge = replicas.toSorted(
    (a, b) => a.enrolledAt - b.enrolledAt || (a.replicaId < b.replicaId ? -1 : 1),
  );
  return byAge.find(({ polling }) => polling) ?? byAge[0];
}
