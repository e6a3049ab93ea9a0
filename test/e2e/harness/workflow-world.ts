import type { Client } from '../../../protocol/client/client.ts';
import { type ExecutionId, ProjectName } from '../../../protocol/ids.ts';
import type { Coordinator } from './coordinator.ts';
import { importJob, type JobText, runJob } from './jobs.ts';
import { type Told, toldOf } from './told.ts';
import { World } from './world.ts';

const PROJECT = ProjectName.parse('demo');

/** Three nodes on this host, of which `n3` is first by rank. */
const NODES = `n1: {tags: "all,web", node-executor: local, rank: 2}
n2: {tags: "all,web", node-executor: local, rank: 2}
n3: {tags: "all,db", node-executor: local, rank: 1}
`;
/** Selects all nodes. */
export const ALL = { filter: 'tags: all' };

/** A coordinator with its Local Runner, and nodes that are all on this host. */
export class WorkflowWorld implements AsyncDisposable {
  readonly world: World;
  coordinator: Coordinator;

  private constructor(world: World, coordinator: Coordinator) {
    this.world = world;
    this.coordinator = coordinator;
  }

  static async open(): Promise<WorkflowWorld> {
    const world = await World.open();
    try {
      const coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
      await coordinator.client.setSourceNodes({
        params: { project: PROJECT, index: 1 },
        body: { text: NODES, mediaType: 'application/yaml' },
      });
      return new WorkflowWorld(world, coordinator);
    } catch (error) {
      await world[Symbol.asyncDispose]();
      throw error;
    }
  }

  get client(): Client {
    return this.coordinator.client;
  }

  async import(...jobs: readonly JobText[]): Promise<void> {
    for (const job of jobs) await importJob(this.client, job);
  }

  /** Runs a job to its end. */
  async run(job: JobText, options: Readonly<Record<string, string>> = {}): Promise<Told> {
    return this.endOf(await runJob(this.client, job, options));
  }

  /** Waits for the end of an execution and returns its result. */
  endOf(id: ExecutionId): Promise<Told> {
    return toldOf(this.client, id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.world[Symbol.asyncDispose]();
  }
}
