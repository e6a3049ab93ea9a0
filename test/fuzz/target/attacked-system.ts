import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ProjectName, type ReplicaId, type RunnerId } from '../../../protocol/ids.ts';
import type { Coordinator } from '../../e2e/harness/coordinator.ts';
import { World } from '../../e2e/harness/world.ts';
import { ARENA, ARENA_TAG, Arena } from './arena.ts';
import { HonestWork } from './honest-work.ts';

const MOST_REPLICAS = 200;
const LIFE_SECONDS = 7 * 24 * 3600;
/** Short limits in seconds, so that operations of replicas that stopped attacking end soon. */
const SHORT_WAITS = { lostReplicaSeconds: 30, cancelGraceSeconds: 1, cancelConfirmSeconds: 5 };

interface Parts {
  readonly world: World;
  readonly delayFile: string;
  readonly marker: string;
  readonly honestProject: string;
  readonly current: { coordinator: Coordinator };
  readonly arena: Arena;
  readonly honest: HonestWork;
  readonly enrollmentKey: string;
  readonly enrollmentToken: string;
  readonly honestReplica: ReplicaId;
  readonly hostileRunner: RunnerId;
  readonly runnerIds: readonly RunnerId[];
}

/**
 * A coordinator that is attacked by the runners of one project, while an honest runner, a real process, serves another
 * project.
 */
export class AttackedSystem implements AsyncDisposable {
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  static async open(): Promise<AttackedSystem> {
    const world = await World.open();
    try {
      return new AttackedSystem(await prepare(world));
    } catch (error) {
      await world[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The current coordinator process. */
  get coordinator(): Coordinator {
    return this.#parts.current.coordinator;
  }

  get honest(): HonestWork {
    return this.#parts.honest;
  }

  get arena(): Arena {
    return this.#parts.arena;
  }

  /** A string in the names, commands and secrets of the honest project. The attackers must not receive it. */
  get marker(): string {
    return this.#parts.marker;
  }

  /** A key that enrolls replicas of the runner that serves the attacked project. */
  get enrollmentKey(): string {
    return this.#parts.enrollmentKey;
  }

  /** A token that enrolls one replica of the runner that serves the attacked project. */
  get enrollmentToken(): string {
    return this.#parts.enrollmentToken;
  }

  /** The replica of the runner that serves the other project. */
  get honestReplica(): ReplicaId {
    return this.#parts.honestReplica;
  }

  get projects(): readonly string[] {
    return [ARENA, this.#parts.honestProject];
  }

  /** The runner whose replicas attack. */
  get hostileRunner(): RunnerId {
    return this.#parts.hostileRunner;
  }

  get runnerIds(): readonly RunnerId[] {
    return this.#parts.runnerIds;
  }

  /** Path of the file to which the coordinator writes the longest delay of its event loop. */
  get delayFile(): string {
    return this.#parts.delayFile;
  }

  /** Kills the coordinator and starts it again on its data dir. */
  async restart(): Promise<void> {
    await this.coordinator.program.end('SIGKILL');
    this.#parts.current.coordinator = await this.coordinator.again();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.coordinator.client.close();
    await this.#parts.world[Symbol.asyncDispose]();
  }
}

async function prepare(world: World): Promise<Parts> {
  const delayFile = world.path('loop-delay');
  const monitor = join(import.meta.dirname, 'event-loop-delay.main.ts');
  const environment = {
    ...world.environment,
    NODE_OPTIONS: `--import=${monitor} --disable-warning=ExperimentalWarning`,
    FUZZ_LOOP_DELAY_FILE: delayFile,
  };
  const current = { coordinator: await world.coordinator({ environment }) };
  const { client } = current.coordinator;
  await client.updateSettings({ body: { operation: SHORT_WAITS } });
  const marker = `mark${randomBytes(8).toString('hex')}`;
  const honestProject = `honest-${marker}`;
  const tag = `tag-${marker}`;
  await client.createProject({ body: { name: ProjectName.parse(honestProject) } });
  const runner = { name: `runner-${marker}`, tags: [tag], project: honestProject };
  const { id } = await world.runner(current.coordinator, runner);
  const arena = await Arena.create(() => current.coordinator);
  const { runnerId, token: enrollmentToken } = await client.createRunner({
    body: { name: 'hostile', description: '', tagNames: [ARENA_TAG], assignedProjects: { [ARENA]: '.*' } },
  });
  const { token: enrollmentKey } = await client.createEnrollmentKey({
    params: { runner: runnerId },
    body: { maxReplicas: MOST_REPLICAS, networks: [], expiresInSeconds: LIFE_SECONDS },
  });
  const [honestReplica] = (await client.listReplicas({ params: { runner: id } })).replicas;
  if (honestReplica === undefined) throw new Error('the honest runner has no replica');
  const honest = await HonestWork.begin(() => current.coordinator, { project: honestProject, tag, marker });
  return {
    world,
    delayFile,
    marker,
    honestProject,
    current,
    arena,
    honest,
    enrollmentKey,
    enrollmentToken,
    honestReplica: honestReplica.id,
    hostileRunner: runnerId,
    runnerIds: [id, runnerId],
  };
}
