import { problemOf } from '../../../support/errors/problem-of.ts';
import { readPattern } from '../../../support/patterns/pattern.ts';
import { timerDelay } from '../../../support/time/longest-timer.ts';
import type { RemoteCopies, RemotePrompt } from '../../link/remote-step.ts';
import type { SshConnection } from '../../ssh/connection/connection.ts';
import { withTemporaryScript } from '../../ssh/copy/temporary-script.ts';
import { RemoteCommand, type RemoteCommandRequest, type RemoteEnd } from '../../ssh/exec/remote-command.ts';
import type { SudoAnswer } from '../../ssh/exec/sudo-answers.ts';
import { SshFailure } from '../../ssh/ssh-failure.ts';
import type { StepExit } from '../gate/step-process.ts';
import { copyFiles } from './copy-files.ts';
import { DeniedScript } from './denied-script.ts';
import { HostCopying } from './host-copying.ts';
import type { RemoteRun } from './remote-run.ts';
import { useKeptConnection } from './use-kept-connection.ts';

/** Grace period of a command whose link is lost or whose time limit is exceeded. */
const GRACE_SECONDS = 10;

/** Maximum wait for a node after a cancel, in seconds. `begun` is in addition to the grace period. */
const LONGEST_SILENCE = { unbegun: 3, begun: 45 };

const UNCONFIRMED = 'the node has not confirmed that all its processes have ended';

/** A step that is executed on a node, from the connection to its end. */
export class RemoteProcess {
  /** Resolves once, after all output was read or abandoned. Never rejects. */
  readonly exited: Promise<StepExit>;
  readonly #run: RemoteRun;
  #command: RemoteCommand | undefined;
  readonly #copying: HostCopying;
  /** Grace period of the cancel, in seconds; undefined if the step was not cancelled. */
  #cancelled: number | undefined;
  /** Whether the command may be running without a confirmation from the node, as on Windows. */
  #mayRun = false;
  /** Rejects if the node does not answer in time after a cancel. */
  readonly #silence: Promise<never>;
  #giveUp: () => void = () => undefined;
  #limit: NodeJS.Timeout | undefined;

  constructor(run: RemoteRun) {
    this.#run = run;
    this.#copying = new HostCopying(run);
    this.#silence = new Promise((_resolve, reject) => {
      this.#giveUp = () => reject(new SshFailure('Interrupted', UNCONFIRMED, ''));
    });
    this.#silence.catch(() => undefined);
    this.exited = this.#execute().finally(() => {
      clearTimeout(this.#limit);
      run.output.end();
    });
  }

  /** Ends the command, or prevents its start. */
  cancel(graceSeconds: number): void {
    this.#cancelled = graceSeconds;
    this.#command?.cancel(graceSeconds);
    clearTimeout(this.#limit);
    // The copy program always ends. The wait for the node begins only then.
    const copying = this.#copying.cancel(graceSeconds * 1000);
    if (copying === undefined) this.#limitSilence(graceSeconds);
    else void copying.then(() => this.#limitSilence(graceSeconds));
  }

  #limitSilence(graceSeconds: number): void {
    const { unbegun, begun } = LONGEST_SILENCE;
    clearTimeout(this.#limit);
    const patience = (this.#command ? graceSeconds + begun : unbegun) * 1000;
    this.#limit = setTimeout(this.#giveUp, timerDelay(patience));
  }

  async #execute(): Promise<StepExit> {
    try {
      return exitOf(await this.#onceReached());
    } catch (error) {
      // No part of the command ran, so do not wait for the node.
      if (this.#cancelled !== undefined && !this.#command && !this.#mayRun)
        return { code: null, signal: null };
      return { code: null, signal: null, failure: remoteFailure(error) };
    }
  }

  #onceReached(): Promise<RemoteEnd> {
    const act = (connection: SshConnection) => Promise.race([this.#on(connection), this.#silence]);
    const mayAgain = () => !this.#command && !this.#mayRun && this.#cancelled === undefined;
    return useKeptConnection(this.#run, act, mayAgain, this.#run.signal);
  }

  async #on(connection: SshConnection): Promise<RemoteEnd> {
    const { step, allowed, signal, onRemark: onLeft } = this.#run;
    await allowed;
    const { script, copies, windows } = step;
    if (copies !== undefined) return this.#copy(connection, copies);
    if (script === undefined) return this.#begin(connection);
    const { copier: from, ...placed } = script;
    const copier = from && this.#copying.copierOf(script, from);
    return withTemporaryScript(
      connection,
      { ...placed, windows, signal, onLeft, ...(copier && { copier }) },
      () => this.#begin(connection),
    );
  }

  async #copy(connection: SshConnection, copies: RemoteCopies): Promise<RemoteEnd> {
    const { step, output, signal } = this.#run;
    const say = (line: string) => output.take('stdout', Buffer.from(line));
    await copyFiles(connection, { ...copies, windows: step.windows, say, signal });
    return { exitCode: 0, cancelled: false };
  }

  async #begin(connection: SshConnection): Promise<RemoteEnd> {
    const { output, typing } = this.#run;
    if (this.#cancelled !== undefined)
      throw new SshFailure('Interrupted', 'The step was cancelled before it was started.', '');
    const { script, node } = this.#run.step;
    const denied = script && new DeniedScript(script.path, node);
    this.#mayRun = this.#run.step.windows;
    const onChunk = (stream: 'stdout' | 'stderr', chunk: Buffer) => {
      denied?.take(chunk);
      output.take(stream, chunk);
    };
    const started = RemoteCommand.start(connection, this.#request(), { onChunk }, this.#run.signal);
    const command = await started.catch((error) => {
      this.#mayRun &&= wasAsked(error);
      throw error;
    });
    this.#command = command;
    output.attach(command);
    typing.attach(command);
    if (this.#cancelled !== undefined) command.cancel(this.#cancelled);
    const end = await command.ended;
    const advice = denied?.advice(end.exitCode);
    if (advice !== undefined) output.take('stderr', Buffer.from(advice));
    return end;
  }

  #request(): RemoteCommandRequest {
    const { step, environment, typing, drainMilliseconds } = this.#run;
    const { command, input, windows, timeoutMilliseconds, prompts } = step;
    return {
      ...(step.isFollowed && { isFollowed: true }),
      command,
      environment,
      windows,
      timeoutMilliseconds,
      drainMilliseconds,
      ...(input !== undefined && { input }),
      ...(step.terminal && { terminal: typing.size }),
      sudo: prompts.map(answerOf),
      graceSeconds: GRACE_SECONDS,
    };
  }
}

function exitOf({ exitCode, signal, cancelled, failure }: RemoteEnd): StepExit {
  const how = { code: exitCode ?? null, signal: signal ?? null };
  if (failure) return { ...how, failure: remoteFailure(failure) };
  if (!cancelled || exitCode !== undefined || signal !== undefined) return how;
  return { ...how, failure: { reason: 'Interrupted', problem: UNCONFIRMED } };
}

/** Returns whether the connection was lost after the server was requested to execute the command. */
function wasAsked(error: unknown): boolean {
  const cause = error instanceof SshFailure && error.reason === 'ConnectionFailure' ? error.cause : undefined;
  return cause instanceof Error && /^Unable to exec/.test(cause.message);
}

/** Returns the failure to report for this error. */
export function remoteFailure(error: unknown): NonNullable<StepExit['failure']> {
  if (error instanceof SshFailure) return { reason: error.reason, problem: error.explanation };
  return { reason: 'Unknown', problem: problemOf(error) };
}

function answerOf({ prompt, refusal, ...rest }: RemotePrompt): SudoAnswer {
  return { ...rest, prompt: linear(prompt), refusal: linear(refusal) };
}

function linear(text: string): SudoAnswer['prompt'] {
  const pattern = readPattern(text);
  if (pattern.engine === 'linear') return pattern;
  throw new SshFailure('ConfigurationFailure', `The pattern ${text} cannot be used for a prompt.`, '');
}
