import type { RunnerOptions } from '../main.ts';
import { FakeCoordinator } from './fake-coordinator.ts';
import { RunnerProcess, temporaryDataDir } from './runner-process.ts';

/** A coordinator, a data dir, and the runners that a test starts. Closing it ends all of them. */
export class Scene {
  readonly coordinator: FakeCoordinator;
  readonly dataDir: string;
  readonly #removeDataDir: () => Promise<void>;
  readonly #runners: RunnerProcess[] = [];

  private constructor(coordinator: FakeCoordinator, dataDir: { path: string; remove: () => Promise<void> }) {
    this.coordinator = coordinator;
    this.dataDir = dataDir.path;
    this.#removeDataDir = dataDir.remove;
  }

  static async open(coordinator?: FakeCoordinator): Promise<Scene> {
    return new Scene(coordinator ?? (await FakeCoordinator.start()), await temporaryDataDir());
  }

  /** Starts a runner with the enrollment token. Later starts need only the data dir. */
  start(options: Partial<RunnerOptions> = {}, environment?: NodeJS.ProcessEnv): RunnerProcess {
    const { dataDir, coordinator } = this;
    const token = environment ?? { OUTRUNNER_ENROLLMENT_TOKEN: coordinator.calls.enrollmentToken };
    const runner = new RunnerProcess({ dataDir, server: coordinator.url, ...options }, token);
    this.#runners.push(runner);
    return runner;
  }

  /** Starts a runner that is already enrolled. */
  startAgain(options: Partial<RunnerOptions> = {}): RunnerProcess {
    const runner = new RunnerProcess({ dataDir: this.dataDir, ...options });
    this.#runners.push(runner);
    return runner;
  }

  /** Resolves once a replica polls. */
  async polling(): Promise<void> {
    await this.coordinator.changes.until(() => this.coordinator.calls.session?.isPolled);
  }

  async close(): Promise<void> {
    await Promise.all(this.#runners.map((runner) => runner.kill()));
    await this.coordinator.close();
    await this.#removeDataDir();
  }
}
