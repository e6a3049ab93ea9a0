import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunnerOverview } from '../../../protocol/routes/shapes/runner-shapes.ts';
import { endProcessesUnder } from '../../browser/end-processes.ts';
import { Coordinator, type CoordinatorOptions } from './coordinator.ts';
import { Program } from './program.ts';
import { until } from './until.ts';

export interface RunnerOptions {
  readonly name: string;
  readonly tags: readonly string[];
  readonly project: string;
  /** Address at which the runner reaches the coordinator. Default: the coordinator's own address. */
  readonly server?: string;
  readonly args?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
  readonly node?: string;
  readonly program?: string;
}

/** A runner process, and how to start it again. */
export interface StartedRunner {
  readonly id: RunnerOverview['id'];
  readonly dataDir: string;
  program: Program;
  /** Starts the runner again on the same data dir. */
  again(): Program;
}

/** The folder, HOME and processes of one test. Disposing removes all of them. */
export class World implements AsyncDisposable {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;

  private constructor(folder: string) {
    this.folder = folder;
    this.environment = {
      PATH: process.env['PATH'],
      HOME: join(folder, 'home'),
      XDG_RUNTIME_DIR: join(folder, 'run'),
      LANG: 'C.UTF-8',
    };
  }

  static async open(): Promise<World> {
    const world = new World(await mkdtemp(join(tmpdir(), 'outrunner-e2e-')));
    await mkdir(join(world.folder, 'home'));
    await mkdir(join(world.folder, 'run'), { mode: 0o700 });
    return world;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Starts a coordinator, enables runners, and creates the project `demo`. */
  async coordinator(options: Partial<CoordinatorOptions> = {}): Promise<Coordinator> {
    const coordinator = await Coordinator.start({
      dataDir: this.path('coordinator'),
      environment: this.environment,
      ...options,
    });
    await coordinator.client.updateSettings({ body: { runners: { enabled: true } } });
    await coordinator.client.createProject({ body: { name: 'demo' as never } });
    return coordinator;
  }

  /** Creates a runner, starts its process, and waits until it is Healthy. */
  async runner(coordinator: Coordinator, options: RunnerOptions): Promise<StartedRunner> {
    const created = await coordinator.client.createRunner({
      body: {
        name: options.name,
        description: '',
        tagNames: [...options.tags],
        assignedProjects: { [options.project]: '.*' },
      },
    });
    const dataDir = this.path(`runner-${options.name}`);
    const start = (more: readonly string[], environment: NodeJS.ProcessEnv): Program =>
      new Program({
        args: ['runner', 'start', '--data-dir', dataDir, ...(options.args ?? []), ...more],
        environment: { ...this.environment, ...options.environment, ...environment },
        ...(options.node === undefined ? {} : { node: options.node }),
        ...(options.program === undefined ? {} : { program: options.program }),
      });
    const program = start(['--server', options.server ?? coordinator.url], {
      OUTRUNNER_ENROLLMENT_TOKEN: created.token,
    });
    const runner: StartedRunner = {
      id: created.runnerId,
      dataDir,
      program,
      again: () => {
        runner.program = start([], {});
        return runner.program;
      },
    };
    const healthy = this.healthy(coordinator, options.name);
    const ended = await Promise.race([healthy.then(() => false), program.ended.then(() => true)]);
    if (ended) {
      healthy.catch(() => undefined);
      throw new Error(`runner ${options.name} ended at its start: ${program.stderr}`);
    }
    return runner;
  }

  /** Waits until a runner is Healthy. */
  async healthy(coordinator: Pick<Coordinator, 'client'>, name: string): Promise<void> {
    await until(`runner ${name} to be Healthy`, async () => {
      const { runners } = await coordinator.client.listRunnerOverviews();
      return runners.find((it) => it.name === name)?.health === 'Healthy' ? true : undefined;
    });
  }

  /** Runs `outrunner` until it exits. */
  async outrunner(
    args: readonly string[],
    environment: NodeJS.ProcessEnv = {},
    input = '',
  ): Promise<Program> {
    const program = new Program({ args, environment: { ...this.environment, ...environment }, input });
    await program.ended;
    return program;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await endProcessesUnder(this.folder);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
