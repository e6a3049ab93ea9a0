import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TcpLink } from '../../../demo/tcp-link.ts';
import { ReplicaId, type RunnerId } from '../../../protocol/ids.ts';
import type { ReplicaOverview } from '../../../protocol/routes/shapes/runner-shapes.ts';
import type { Coordinator } from '../../e2e/harness/coordinator.ts';
import { Program } from '../../e2e/harness/program.ts';
import { until } from '../../e2e/harness/until.ts';
import { World } from '../../e2e/harness/world.ts';

export const RUNNER = 'east';

/** One process of the runner, behind a separate link. */
export interface ReplicaProcess {
  readonly id: ReplicaId;
  readonly dataDir: string;
  readonly link: TcpLink;
  readonly outrunner: string | undefined;
  program: Program;
}

/** A coordinator and one runner of several replicas, all of them real processes. */
export class ReplicaSet implements AsyncDisposable {
  readonly world: World;
  readonly coordinator: Coordinator;
  readonly runner: RunnerId;
  /** The replicas that the test expects to be running. */
  replicas: readonly ReplicaProcess[] = [];
  readonly #links: TcpLink[] = [];

  private constructor(world: World, coordinator: Coordinator, runner: RunnerId) {
    this.world = world;
    this.coordinator = coordinator;
    this.runner = runner;
  }

  static async open(): Promise<ReplicaSet> {
    const world = await World.open();
    const coordinator = await world.coordinator();
    const { runnerId } = await coordinator.client.createRunner({
      body: { name: RUNNER, description: '', tagNames: [RUNNER], assignedProjects: { demo: '.*' } },
    });
    return new ReplicaSet(world, coordinator, runnerId);
  }

  /** Adds a replica with a new data dir, and waits until it accepts work. */
  async add(outrunner?: string): Promise<ReplicaProcess> {
    const { client } = this.coordinator;
    const { token } = await client.addReplica({ params: { runner: this.runner } });
    const link = await TcpLink.open(() => this.coordinator.port);
    const dataDir = this.world.path(`${RUNNER}-${this.#links.push(link)}`);
    const program = this.#start(dataDir, outrunner, ['--server', link.url], token);
    const id = await until('a replica to be enrolled', async () => {
      if (program.child.exitCode !== null) throw new Error(program.stderr);
      const { enrolled } = JSON.parse(await readFile(join(dataDir, 'identity.json'), 'utf8'));
      return enrolled === undefined ? undefined : ReplicaId.parse(enrolled.replicaId);
    });
    await until(`replica ${id} to be Healthy`, async () =>
      (await this.seen(id))?.health === 'Healthy' ? true : undefined,
    );
    const replica = { id, dataDir, link, outrunner, program };
    this.replicas = [...this.replicas, replica];
    return replica;
  }

  /** Starts the runner process again, after the previous one has exited. */
  again(replica: ReplicaProcess): void {
    replica.program = this.#start(replica.dataDir, replica.outrunner, []);
  }

  /** Removes the replica from those that the test expects to be running. */
  drop(replica: ReplicaProcess): void {
    this.replicas = this.replicas.filter((it) => it !== replica);
  }

  /** Resolves to the replica as the coordinator reports it. */
  async seen(id: ReplicaId): Promise<ReplicaOverview | undefined> {
    const { replicas } = await this.coordinator.client.listReplicas({ params: { runner: this.runner } });
    return replicas.find((it) => it.id === id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.coordinator.client.close();
    await this.world[Symbol.asyncDispose]();
    for (const link of this.#links) await link[Symbol.asyncDispose]();
  }

  #start(dataDir: string, outrunner: string | undefined, args: readonly string[], token?: string): Program {
    return new Program({
      args: ['runner', 'start', '--data-dir', dataDir, '--max-running', '4', ...args],
      environment: {
        ...this.world.environment,
        ...(token === undefined ? {} : { OUTRUNNER_ENROLLMENT_TOKEN: token }),
      },
      ...(outrunner === undefined ? {} : { program: outrunner }),
    });
  }
}
