import { isDeepStrictEqual } from 'node:util';
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

/** The node of a runner, and the facts of its host from which it was made. */
interface MadeNode {
  readonly host: PinnedFacts;
  readonly pinned: PinnedFacts | undefined;
  readonly node: Node;
}

/**
 * The hosts of runners as nodes. Returns the same object for a node as long as the runner and the facts of its host do
 * not change, so that callers can recognise an unchanged list without comparing attributes.
 */
export class RunnerNodes {
  readonly #registry: Pick<ReplicaRegistry, 'replicasOf'>;
  readonly #made = new WeakMap<Readonly<Runner>, MadeNode>();

  constructor(registry: Pick<ReplicaRegistry, 'replicasOf'>) {
    this.#registry = registry;
  }

  /**
   * Returns the hosts of a project's runners, for runners with `runnerAsNodeEnabled`; none if the project does not use
   * automatic dispatch. A step for such a node runs on that runner. A runner without a replica has no host. The tags of
   * the runner are an attribute, so that filters by tag select no hosts.
   */
  of(snapshot: CoordinatorSnapshot, name: ProjectName): Node[] {
    const project = snapshot.get('projects', name);
    if (project === undefined) return [];
    const { automatic, runnersEnabled } = projectDispatch(project);
    if (!automatic || !runnersEnabled) return [];
    return snapshot.values('runners').flatMap((runner) => {
      if (runner.local || !runner.assignedProjects.includes(name)) return [];
      if (!runnerDispatch(runner, name).runnerAsNodeEnabled) return [];
      return this.#nodeOf(runner) ?? [];
    });
  }

  #nodeOf(runner: Readonly<Runner>): Node | undefined {
    const replica = hostReplica(this.#registry.replicasOf(runner.id));
    if (replica === undefined) return undefined;
    const { pinned, host } = replica;
    const known = this.#made.get(runner);
    if (known?.host === host && known.pinned === pinned) return known.node;
    const made = {
      ...runnerNode(runner, pinned ?? host),
      ...(pinned === undefined && { reportedBy: runner.name }),
    };
    // A replica that reconnects usually reports equal facts in a new object.
    const node = isDeepStrictEqual(known?.node, made) && known !== undefined ? known.node : made;
    this.#made.set(runner, { host, pinned, node });
    return node;
  }
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
