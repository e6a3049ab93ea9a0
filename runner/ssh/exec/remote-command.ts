import { timerDelay } from '../../../support/time/longest-timer.ts';
import type { SshConnection } from '../connection/connection.ts';
import { SshFailure } from '../ssh-failure.ts';
import { beginOnNode } from './begin-on-node.ts';
import type { CommandChannel, CommandExit } from './command-channel.ts';
import { retryRefusedSession } from './retry-refused-session.ts';
import { type SudoAnswer, SudoAnswers } from './sudo-answers.ts';
import { endOfMarked } from './wrapper.ts';

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export interface RemoteCommandRequest {
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Standard input of the command, without NUL bytes. Default: empty. Cannot be combined with `terminal`. */
  readonly input?: string;
  /** If present, the command runs in a pseudo-terminal of this size. Prompts of `sudo` need one. */
  readonly terminal?: TerminalSize;
  readonly sudo?: readonly SudoAnswer[];
  /**
   * Whether the node runs Windows, where no wrapper is used: the session gets the plain command, and the environment if
   * the server accepts it.
   */
  readonly windows: boolean;
  /** Whether another command is likely to follow soon on the node, which justifies a helper. */
  readonly isFollowed?: boolean;
  /** Seconds between TERM and KILL after a cancel, a timeout or a lost link. */
  readonly graceSeconds: number;
  /** Time limit of the command; 0 for no limit. */
  readonly timeoutMilliseconds: number;
  /** How long output is still read after the command has ended, if background processes hold it open. */
  readonly drainMilliseconds: number;
}

/** How a command on a node ended. */
export interface RemoteEnd extends CommandExit {
  readonly cancelled: boolean;
  /** Set if the command ended for another reason than its own exit or a cancel. */
  readonly failure?: SshFailure;
}

export interface RemoteOutputTaker {
  /** Receives the bytes of one stream, in order. With a terminal, all bytes are `stdout`. */
  onChunk(stream: 'stdout' | 'stderr', chunk: Buffer): void;
}

const AFTER_REFUSAL_SECONDS = 2;
/** Time limit, in addition to the grace period, for ending processes that left the session of a terminal. */
const LONGEST_SWEEP_SECONDS = 10;
/** Time limit for a server to close a session. A hanging server never closes it. */
const LONGEST_CLOSING_MS = 3000;

/**
 * A command on a node. It is *running* until its shell exits, *ending* after a cancel, timeout or lost link, and has
 * *ended* once its output was read or is abandoned.
 */
export class RemoteCommand {
  /** Resolves once, after all output was read or abandoned. Never rejects. */
  readonly ended: Promise<RemoteEnd>;
  readonly #channel: CommandChannel;
  readonly #connection: SshConnection;
  readonly #request: RemoteCommandRequest;
  readonly #taker: RemoteOutputTaker;
  readonly #answers: SudoAnswers;
  readonly #timers: NodeJS.Timeout[] = [];
  #exit: CommandExit | undefined;
  #failure: SshFailure | undefined;
  #graceSeconds: number;
  #cancelled = false;
  #ending = false;
  #paused = false;
  #stopWaiting: () => void = () => undefined;

  private constructor(
    channel: CommandChannel,
    connection: SshConnection,
    request: RemoteCommandRequest,
    taker: RemoteOutputTaker,
  ) {
    this.#channel = channel;
    this.#connection = connection;
    this.#request = request;
    this.#graceSeconds = request.graceSeconds;
    this.#taker = taker;
    this.#answers = new SudoAnswers(request.sudo ?? []);
    this.ended = this.#run();
  }

  /**
   * Starts a command. Rejects with `SessionRefused`, or with an SshFailure if the command did not start, for example
   * because of a cancel.
   */
  static async start(
    connection: SshConnection,
    request: RemoteCommandRequest,
    taker: RemoteOutputTaker,
    signal?: AbortSignal,
  ): Promise<RemoteCommand> {
    const channel = await beginOnNode(connection, request, signal);
    return new RemoteCommand(channel, connection, request, taker);
  }

  /**
   * Ends the command: TERM, then KILL after the grace period (default: that of the request). Only the first cancel
   * sends signals.
   */
  cancel(graceSeconds?: number): void {
    if (this.#exit) return;
    this.#cancelled = true;
    if (graceSeconds !== undefined) this.#graceSeconds = graceSeconds;
    this.#terminate();
  }

  /** Writes to the terminal. */
  write(bytes: Buffer | string): void {
    if (this.#request.terminal && !this.#ending) this.#channel.write(bytes);
  }

  resize({ columns, rows }: TerminalSize): void {
    if (this.#request.terminal) this.#channel.resize(columns, rows);
  }

  /** Stops reading output. The command blocks after writing some more megabytes. */
  pause(): void {
    this.#paused = true;
    this.#channel.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#channel.resume();
  }

  async #run(): Promise<RemoteEnd> {
    const channel = this.#channel;
    const request = this.#request;
    const closed = new Promise<void>((resolve) => {
      this.#stopWaiting = resolve;
      channel.listen({
        onOutput: (stream, chunk) => {
          if (stream === 'stdout') this.#takeOutput(chunk);
          else this.#taker.onChunk(stream, chunk);
        },
        onExit: (exit) => {
          if (this.#exit) return;
          this.#exit = exit;
          this.#closeWhenDrained();
        },
        onClosed: resolve,
      });
    });
    if (request.windows && !request.terminal) channel.end(request.input ?? '');
    if (request.timeoutMilliseconds > 0) {
      this.#after(request.timeoutMilliseconds, () => {
        this.#failure ??= timedOut(request.timeoutMilliseconds);
        this.#terminate();
      });
    }
    await closed;
    for (const timer of this.#timers) clearTimeout(timer);
    if (this.#ending && request.terminal && !request.windows) await this.#endEscapedProcesses();
    const held = this.#answers.finish();
    if (held.length > 0) this.#taker.onChunk('stdout', held);
    return this.#end();
  }

  async #end(): Promise<RemoteEnd> {
    const exit = this.#exit;
    const cancelled = this.#cancelled;
    const failure = this.#failure ?? (exit || cancelled ? undefined : await this.#whyItEnded());
    return { ...exit, cancelled, ...(failure && { failure }) };
  }

  async #whyItEnded(): Promise<SshFailure> {
    // Channels may close before the loss of their connection is reported. Let the report arrive first.
    await new Promise((resolve) => setImmediate(resolve));
    const lost = this.#connection.isOpen ? undefined : await this.#connection.closed;
    return (
      lost ??
      new SshFailure(
        'IOFailure',
        'The session ended without reporting how the command ended.',
        'Check the log of the SSH server on the node, which may have ended the session.',
      )
    );
  }

  #takeOutput(chunk: Buffer): void {
    const { shown, typed, refused } = this.#answers.take(chunk);
    if (shown.length > 0) this.#taker.onChunk('stdout', shown);
    if (typed !== undefined) this.write(typed);
    if (!refused) return;
    this.#failure ??= new SshFailure(
      'AuthenticationFailure',
      'sudo refused the password.',
      'Correct the password that sudo-password-storage-path or sudo-password-option names.',
    );
    // sudo prompts again and may ignore keys and signals, so end the command after a short grace period.
    this.#graceSeconds = Math.min(this.#graceSeconds, AFTER_REFUSAL_SECONDS);
    this.#terminate();
  }

  #terminate(): void {
    if (this.#ending || this.#exit) return;
    this.#ending = true;
    const graceSeconds = this.#graceSeconds;
    const { terminal, windows } = this.#request;
    if (terminal || windows) this.#channel.signal('TERM');
    // sudo runs as another user, so signals may not reach it. It does react to keys while it prompts.
    if (terminal) {
      this.#interrupt();
      for (let second = 1; second < graceSeconds; second += 1)
        this.#after(second * 1000, () => this.#interrupt());
    }
    if (!terminal && !windows) this.#channel.cancel(graceSeconds);
    // The exit may be queued after output that is not being read.
    this.#after((graceSeconds + 1) * 1000, () => this.resume());
    // By then the watcher has sent KILL. Closing a terminal hangs up the remaining processes.
    this.#after((graceSeconds + (terminal || windows ? 0 : 2)) * 1000, () => {
      if (terminal || windows) this.#channel.signal('KILL');
      this.#close();
      this.resume();
    });
  }

  /**
   * Ends the processes that left the session of a terminal. Keys, signals and the watcher reach only processes in this
   * session.
   */
  async #endEscapedProcesses(): Promise<void> {
    const connection = this.#connection;
    const request = this.#request;
    const graceSeconds = this.#graceSeconds;
    const command = endOfMarked(request.environment, graceSeconds);
    if (command === undefined || !connection.isOpen) return;
    const timeoutMilliseconds = (graceSeconds + LONGEST_SWEEP_SECONDS) * 1000;
    const sweep = { command, environment: {}, windows: false, graceSeconds: 1, timeoutMilliseconds };
    const none = { onChunk: () => undefined };
    const start = () => RemoteCommand.start(connection, { ...sweep, drainMilliseconds: 0 }, none);
    const started = retryRefusedSession(start, LONGEST_SWEEP_SECONDS * 1000);
    // If the connection is lost, nothing more can be done.
    await started.then(({ ended }) => ended).catch(() => undefined);
  }

  #interrupt(): void {
    this.#channel.write('\x03');
  }

  #closeWhenDrained(): void {
    // The output of a cancelled command closes only after its whole process group has ended.
    const wait = this.#ending ? (this.#graceSeconds + 2) * 1000 : this.#request.drainMilliseconds;
    this.#after(wait, () => {
      // While paused, wait: output that was already sent is still read once there is room.
      if (this.#paused) return this.#closeWhenDrained();
      this.#close();
    });
  }

  #close(): void {
    this.#channel.close();
    this.#after(LONGEST_CLOSING_MS, this.#stopWaiting);
  }

  #after(milliseconds: number, act: () => void): void {
    this.#timers.push(setTimeout(act, timerDelay(milliseconds)));
  }
}

function timedOut(milliseconds: number): SshFailure {
  return new SshFailure(
    'ConnectionTimeout',
    `The command took longer than ${milliseconds / 1000} s and was ended.`,
    'Raise ssh-command-timeout of the node, or find out what the command waits for.',
  );
}
