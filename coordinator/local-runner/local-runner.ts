import { problemOf } from '../../support/errors/problem-of.ts';
import type { Clock } from '../dispatch/ports.ts';
import type { ProtocolLog } from '../runner-protocol/needs.ts';
import type { Enrollments } from '../runner-protocol/ports.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import { LOCAL_RUNNER_ID } from './local-runner-record.ts';
import type { OperatingUser } from './operating-user.ts';
import { relayLine } from './relay-line.ts';
import { RestartPause } from './restart-pause.ts';
import { runnerEnvironment } from './runner-environment.ts';
import { type RunnerProcess, startRunnerProcess } from './runner-process.ts';

export interface LocalRunnerOptions {
  readonly definitions: CoordinatorDefinitions;
  readonly enrollments: Enrollments;
  /** Program and first arguments, to which `runner start …` is appended. */
  readonly program: readonly string[];
  /** URL of the coordinator, for `--server`. */
  readonly server: string;
  readonly dataDir: string;
  /** Additional arguments of `runner start`. */
  readonly parameters?: readonly string[];
  /** The operating system user of the runner. Default: the coordinator's own user. */
  readonly user?: OperatingUser;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly log: ProtocolLog;
}

/** Time between the signals that stop the runner, in ms. */
const SIGNAL_INTERVAL = 1500;

/**
 * Runs the Local Runner as a child process of the coordinator. It is an ordinary runner that uses the runner protocol,
 * and is restarted when it exits. Its steps belong to its keeper, which outlives the runner and the coordinator.
 */
export class LocalRunner {
  readonly #options: LocalRunnerOptions;
  readonly #pause = new RestartPause();
  #process: RunnerProcess | undefined;
  #cancelRestart: (() => void) | undefined;
  #stopListening: (() => void) | undefined;
  #isStopping = false;

  constructor(options: LocalRunnerOptions) {
    this.#options = options;
  }

  /** Starts the runner, and restarts it until {@link stop} is called. */
  async start(): Promise<void> {
    this.#stopListening = this.#options.definitions.subscribe(({ changed }) => {
      if (changed.some(({ collection, kind }) => collection === 'replicas' && kind === 'put'))
        this.#revokeOlder().catch((problem: unknown) => this.#failed(problem));
    });
    await this.#launch();
  }

  /**
   * Stops the runner gracefully. A runner without steps signs off; a runner with steps leaves them to its keeper until
   * the next start. Resolves once the process has exited.
   */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#cancelRestart?.();
    this.#stopListening?.();
    const running = this.#process;
    if (running === undefined) return;
    // The first SIGTERM asks the runner to drain; the second one makes it leave its steps to its keeper at once.
    const signals: NodeJS.Signals[] = ['SIGTERM', 'SIGTERM', 'SIGKILL'];
    const cancels = signals.map((signal, index) =>
      this.#options.clock.after(index * SIGNAL_INTERVAL, () => running.kill(signal)),
    );
    await running.ended;
    for (const cancel of cancels) cancel();
  }

  async #launch(): Promise<void> {
    const { enrollments, program, user, environment, log } = this.#options;
    // An enrolled runner ignores the token. A runner that lost its credentials enrolls again with the token.
    const { token } = await enrollments.create(LOCAL_RUNNER_ID);
    if (this.#isStopping) return;
    const startedAt = this.#options.clock.monotonic();
    this.#process = startRunnerProcess({
      command: [...program, 'runner', 'start', ...this.#parameters()],
      environment: runnerEnvironment(environment, user),
      input: token,
      ...(user === undefined ? {} : { user }),
      onLine: (line) => relayLine(log, line),
    });
    this.#process.ended
      .then((how) => this.#died(how, this.#options.clock.monotonic() - startedAt))
      .catch((problem: unknown) => this.#failed(problem));
  }

  #parameters(): readonly string[] {
    const { server, dataDir, parameters = [] } = this.#options;
    const token = ['--enrollment-token-file', '-'];
    return ['--server', server, '--data-dir', dataDir, ...token, '--log', 'json', ...parameters];
  }

  #died(how: string, lived: number): void {
    this.#process = undefined;
    if (this.#isStopping) return;
    const pause = this.#pause.after(lived);
    this.#options.log.warn({ how, restartInMs: pause }, 'the Local Runner ended and is started again');
    this.#restartAfter(pause);
  }

  #restartAfter(pause: number): void {
    this.#cancelRestart = this.#options.clock.after(pause, () => {
      this.#launch().catch((problem: unknown) => {
        this.#failed(problem);
        if (!this.#isStopping) this.#restartAfter(this.#pause.after(0));
      });
    });
  }

  /** Revokes all but the latest replica. The Local Runner is a single process, so an older replica never returns. */
  async #revokeOlder(): Promise<void> {
    const { definitions, enrollments } = this.#options;
    const replicas = (await definitions.snapshot())
      .values('replicas')
      .filter(({ runnerId }) => runnerId === LOCAL_RUNNER_ID)
      .toSorted((a, b) => a.enrolledAt - b.enrolledAt);
    for (const { id } of replicas.slice(0, -1)) await enrollments.revokeReplica(id);
  }

  #failed(problem: unknown): void {
    this.#options.log.error({ problem: problemOf(problem) }, 'the Local Runner could not be started');
  }
}
