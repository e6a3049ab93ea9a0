import assert from 'node:assert/strict';
import type { Client } from '../../../protocol/client/client.ts';
import { type ExecutionId, ProjectName } from '../../../protocol/ids.ts';
import type { Execution } from '../../../protocol/routes/shapes/execution-shapes.ts';
import type { Coordinator } from './coordinator.ts';
import { endOf, importJob, type JobText, runJob } from './jobs.ts';
import { World } from './world.ts';

const PROJECT = ProjectName.parse('demo');

/** Three nodes on this host, of which `n3` is first by rank. */
const NODES = `n1: {tags: "all,web", node-executor: local, rank: 2}
n2: {tags: "all,web", node-executor: local, rank: 2}
n3: {tags: "all,db", node-executor: local, rank: 1}
`;
/** Selects them all. */
export const ALL = { filter: 'tags: all' };

/** What came of a run. */
export interface Told {
  readonly execution: Execution;
  readonly status: string;
  readonly reason: { readonly code: string; readonly message: string } | undefined;
  readonly lines: readonly string[];
  /** `stepctx node: line` each, without the name of the host where a step is for no node. */
  readonly told: readonly string[];
}

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

  /** What came of an execution, once it ended. */
  async endOf(id: ExecutionId): Promise<Told> {
    const execution = await endOf(this.client, id);
    const { entries, completed } = await this.client.getExecutionOutput({
      params: { execution: id },
      query: { offset: '0' },
    });
    assert.ok(completed);
    return {
      execution,
      status: execution.status,
      reason: execution.reason,
      lines: entries.map(({ log }) => log),
      told: entries.map(({ stepctx, node, log }) => `${stepctx} ${node}: ${log}`),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.world[Symbol.asyncDispose]();
  }
}
