import type { Coordinator } from '../harness/coordinator.ts';
import { CLIENT_JOBS } from '../harness/rundeck-client-jobs.ts';
import { World } from '../harness/world.ts';

/** The project in which clients are recorded and replayed. */
export const SCENE_PROJECT = 'shop';

/** A coordinator with the jobs and nodes that recordings refer to. */
export class ReplayScene implements AsyncDisposable {
  readonly coordinator: Coordinator;
  readonly #world: World;

  private constructor(world: World, coordinator: Coordinator) {
    this.#world = world;
    this.coordinator = coordinator;
  }

  static async open(): Promise<ReplayScene> {
    const world = await World.open();
    const coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const project = { name: SCENE_PROJECT, config: { 'project.label': 'Shop' } };
    await expect(coordinator, 'POST', '/api/59/projects', project);
    const jobs = `/api/59/project/${SCENE_PROJECT}/jobs/import?fileformat=yaml`;
    await expect(coordinator, 'POST', jobs, CLIENT_JOBS);
    const nodes = {
      web1: { nodename: 'web1', hostname: 'web1.example.org', tags: 'web,linux', osFamily: 'unix' },
    };
    await expect(coordinator, 'POST', `/api/59/project/${SCENE_PROJECT}/source/1/resources`, nodes);
    return new ReplayScene(world, coordinator);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#world[Symbol.asyncDispose]();
  }
}

async function expect(coordinator: Coordinator, method: string, path: string, sent: unknown): Promise<void> {
  const { status, body } = await coordinator.call(method, path, sent);
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
}
