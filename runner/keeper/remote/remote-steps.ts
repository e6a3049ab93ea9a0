import type { RemoteStep, RemoteTarget } from '../../link/remote-step.ts';
import { ConnectionPool, type PoolLimits, type PoolTarget } from '../../ssh/connection/connection-pool.ts';
import { nodeTarget } from '../../ssh/connection/node-target.ts';
import { CredentialReader } from '../../ssh/credentials/read-credentials.ts';
import { HostKeyFile } from '../../ssh/host-keys/host-key-file.ts';
import type { OutputSource } from '../gate/output-source.ts';
import type { StepExit } from '../gate/step-process.ts';
import type { HostPrograms } from './host-programs.ts';
import { ProgramProcess } from './program-process.ts';
import { RemoteOutput } from './remote-output.ts';
import { RemoteProcess } from './remote-process.ts';
import type { RemoteRun } from './remote-run.ts';
import { RemoteTyping } from './remote-typing.ts';

/** A step on a node whose command may not have started yet. */
export interface StartedRemotely {
  readonly sources: readonly OutputSource[];
  /** Resolves once, when the command has ended and all its output was read, or when the command cannot start. */
  readonly exited: Promise<StepExit>;
  /** Allows the command to start. Before that, only its connection is prepared. */
  allow(): void;
  /** Ends the command, or prevents its start. `exited` reports the end. */
  end(graceMilliseconds: number): void;
}

/** The steps of this keeper that run on nodes, and their shared connections. */
export class RemoteSteps {
  readonly #pool: ConnectionPool;
  readonly #credentials = new CredentialReader();
  readonly #hostKeys = new Map<string, HostKeyFile>();
  readonly #drainMilliseconds: number;

  constructor(drainMilliseconds: number, limits?: PoolLimits) {
    this.#pool = new ConnectionPool(limits);
    this.#drainMilliseconds = drainMilliseconds;
  }

  begin(
    step: RemoteStep,
    environment: Readonly<Record<string, string>>,
    programs: Pick<HostPrograms, 'start'>,
  ): StartedRemotely {
    const giveUp = new AbortController();
    let allow = () => {};
    const allowed = new Promise<void>((resolve, reject) => {
      allow = resolve;
      giveUp.signal.addEventListener('abort', () => reject(giveUp.signal.reason));
    });
    // Prevents an unhandled rejection while no step waits for `allowed`.
    allowed.catch(() => undefined);
    const typing = new RemoteTyping(step.terminal);
    const output = new RemoteOutput(typing.terminal);
    const run: RemoteRun = {
      step,
      environment,
      output,
      typing,
      allowed,
      programs,
      pool: this.#pool,
      target: () => this.#target(step.target),
      signal: giveUp.signal,
      drainMilliseconds: this.#drainMilliseconds,
      onRemark: (remark) => output.take('stderr', Buffer.from(`outrunner: ${remark}\n`)),
    };
    const { program } = step;
    const process = program ? new ProgramProcess(run, program) : new RemoteProcess(run);
    return {
      sources: output.sources,
      exited: process.exited,
      allow,
      end: (grace) => {
        giveUp.abort();
        process.cancel(Math.ceil(grace / 1000));
      },
    };
  }

  /** Closes all connections, which ends their commands. */
  close(): Promise<void> {
    return this.#pool.dispose();
  }

  async #target(target: RemoteTarget): Promise<PoolTarget> {
    const credentials = await this.#credentials.read(target);
    const { path, mode } = target.hostKeys;
    const name = `${mode} ${path}`;
    const hostKeys = this.#hostKeys.get(name) ?? new HostKeyFile(path, mode);
    this.#hostKeys.set(name, hostKeys);
    return nodeTarget(target, credentials, hostKeys);
  }
}
