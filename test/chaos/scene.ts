import { readdir, readFile } from 'node:fs/promises';
import { TcpLink } from '../../demo/tcp-link.ts';
import type { Coordinator } from '../e2e/harness/coordinator.ts';
import { LossyProxy } from '../e2e/harness/lossy-proxy.ts';
import { processesWith } from '../e2e/harness/processes.ts';
import type { Program } from '../e2e/harness/program.ts';
import { type StartedRunner, World } from '../e2e/harness/world.ts';

/** A runner behind a link that can be cut and a proxy that loses answers. */
export interface TroubledRunner {
  readonly name: string;
  readonly link: TcpLink;
  readonly proxy: LossyProxy;
  readonly started: StartedRunner;
  /** Every program that was started for the runner. */
  readonly programs: Program[];
  /** Whether a fault currently affects the runner. */
  troubled: boolean;
}

const RUNNERS = [
  { name: 'east-1', tags: ['east'] },
  { name: 'east-2', tags: ['east'] },
  { name: 'west', tags: ['west', 'db'] },
] as const;

/** A coordinator with its Local Runner and three runners, all of them real processes. */
export class Scene implements AsyncDisposable {
  readonly world: World;
  readonly runners: readonly TroubledRunner[];
  /** The current coordinator process, or the next one while it is down. */
  coordinator: Coordinator;
  keeperKilled = false;

  private constructor(world: World, coordinator: Coordinator, runners: readonly TroubledRunner[]) {
    this.world = world;
    this.coordinator = coordinator;
    this.runners = runners;
  }

  static async open(): Promise<Scene> {
    const world = await World.open();
    const coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const runners: TroubledRunner[] = [];
    for (const { name, tags } of RUNNERS) {
      const proxy = await LossyProxy.open(() => coordinator.port);
      const link = await TcpLink.open(() => Number(new URL(proxy.url).port));
      const started = await world.runner(coordinator, { name, tags, project: 'demo', server: link.url });
      runners.push({ name, link, proxy, started, programs: [started.program], troubled: false });
    }
    return new Scene(world, coordinator, runners);
  }

  /** Starts the coordinator again, on its data dir and port, after its process has ended. */
  async restartCoordinator(): Promise<void> {
    this.coordinator = await this.coordinator.again();
  }

  /** Returns the running keepers, including that of the Local Runner. */
  keepers(): Promise<readonly number[]> {
    return processesWith('keeper', this.world.folder);
  }

  /** Returns the processes of steps, found by their environment variables. */
  async stepProcesses(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const name of await readdir('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      const environment = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '');
      const operation = /(?:^|\0)OUTRUNNER_OPERATION=([^\0]*)/.exec(environment)?.[1];
      if (operation === undefined || !environment.includes(`${this.world.folder}/`)) continue;
      const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
      if (command !== '') found.push(`${operation}: ${command.replaceAll('\0', ' ')}(${name})`);
    }
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { link, proxy } of this.runners) {
      await link[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
    }
    this.coordinator.client.close();
    await this.world[Symbol.asyncDispose]();
  }
}
