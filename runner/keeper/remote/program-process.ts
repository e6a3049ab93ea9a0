import { setTimeout as sleep } from 'node:timers/promises';
import { problemOf } from '../../../support/errors/problem-of.ts';
import type { HostProgram, RemoteScript } from '../../link/remote-step.ts';
import type { SshConnection } from '../../ssh/connection/connection.ts';
import { copyFile } from '../../ssh/copy/copy-file.ts';
import { removeFile } from '../../ssh/copy/remove-file.ts';
import { scriptContent } from '../../ssh/copy/script-content.ts';
import { SshFailure } from '../../ssh/ssh-failure.ts';
import type { StepExit } from '../gate/step-process.ts';
import { remoteFailure } from './remote-process.ts';
import type { RemoteRun } from './remote-run.ts';
import type { RunningProgram } from './running-program.ts';
import { useKeptConnection } from './use-kept-connection.ts';

/**
 * Maximum wait for a node after a cancel, in ms, while the script is being copied or removed.
 */
const LONGEST_SILENCE = { copying: 3_000, removing: 30_000 };

const NOT_STARTED: StepExit = { code: null, signal: null };

/**
 * A step that a program of this host executes with a script that is on the node. This keeper copies the script over
 * SSH.
 */
export class ProgramProcess {
  /** Resolves once, after all output was read. Never rejects. */
  readonly exited: Promise<StepExit>;
  readonly #run: RemoteRun;
  #running: RunningProgram | undefined;
  #graceMilliseconds: number | undefined;
  /** Rejects if the node does not answer in time after a cancel. */
  readonly #silence: Promise<never>;
  #giveUp: () => void = () => undefined;
  #limit: NodeJS.Timeout | undefined;

  constructor(run: RemoteRun, program: HostProgram) {
    this.#run = run;
    this.#silence = new Promise((_resolve, reject) => {
      this.#giveUp = () =>
        reject(new SshFailure('Interrupted', 'The step was cancelled while its script was copied.', ''));
    });
    this.#silence.catch(() => undefined);
    this.exited = this.#execute(program).finally(() => {
      clearTimeout(this.#limit);
      run.output.end();
    });
  }

  cancel(graceSeconds: number): void {
    this.#graceMilliseconds = graceSeconds * 1000;
    void this.#running?.terminate(this.#graceMilliseconds);
    this.#limit ??= setTimeout(this.#giveUp, LONGEST_SILENCE.copying);
  }

  async #execute(program: HostProgram): Promise<StepExit> {
    const { script } = this.#run.step;
    try {
      await this.#run.allowed;
      if (script === undefined) return await this.#runs(program);
      await this.#copy(script);
      try {
        return await this.#runs(program);
      } finally {
        await this.#remove(script);
      }
    } catch (error) {
      return this.#isCancelled ? NOT_STARTED : { ...NOT_STARTED, failure: remoteFailure(error) };
    }
  }

  async #runs(program: HostProgram): Promise<StepExit> {
    const { programs, output, typing, step } = this.#run;
    if (this.#isCancelled) return NOT_STARTED;
    const terminal = step.terminal ? typing.size : false;
    const running = await programs.start(program, terminal, (stream, chunk) => output.take(stream, chunk));
    this.#running = running;
    output.attach(running);
    typing.attach(running);
    if (this.#graceMilliseconds !== undefined) void running.terminate(this.#graceMilliseconds);
    return running.ended;
  }

  async #copy(script: RemoteScript): Promise<void> {
    const { signal, step } = this.#run;
    const { path, mode } = script;
    const content = Buffer.from(scriptContent({ ...script, windows: step.windows }));
    const copied = this.#onNode(
      (connection) => copyFile(connection, { path, content, mode }, signal),
      signal,
    );
    await Promise.race([copied, this.#silence]);
  }

  /** Removes the script. Failures are reported and never fatal. */
  async #remove({ path, removal }: RemoteScript): Promise<void> {
    if (removal === undefined) return;
    const { step, onRemark } = this.#run;
    const { removing } = LONGEST_SILENCE;
    const removed = this.#onNode((connection) =>
      removeFile(connection, { path, removal, windows: step.windows }),
    );
    try {
      await inTime(removed, removing);
    } catch (error) {
      onRemark(`${path} is still on node ${step.node}: ${problemOf(error)}`);
    }
  }

  #onNode(act: (connection: SshConnection) => Promise<void>, signal?: AbortSignal): Promise<void> {
    return useKeptConnection(this.#run, act, () => !this.#isCancelled, signal);
  }

  get #isCancelled(): boolean {
    return this.#graceMilliseconds !== undefined;
  }
}

/** Waits for `work`. Rejects if it exceeds the time limit. */
async function inTime(work: Promise<void>, milliseconds: number): Promise<void> {
  const over = new AbortController();
  const late = sleep(milliseconds, undefined, { signal: over.signal }).then(() => {
    throw new Error(`no answer within ${milliseconds / 1000} s`);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    over.abort();
    late.catch(() => undefined);
  }
}
