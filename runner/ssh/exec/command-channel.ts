import type { Readable } from 'node:stream';
import type { ClientChannel } from 'ssh2';

/** How a command's shell ended: with an exit code, or by a signal such as `SIGTERM`. */
export interface CommandExit {
  readonly exitCode?: number;
  readonly signal?: string;
}

export interface ChannelListener {
  onOutput(stream: 'stdout' | 'stderr', chunk: Buffer): void;
  onExit(exit: CommandExit): void;
  /** Called once, after all output was delivered. */
  onClosed(): void;
}

/** The channel of a command that has begun on a node. */
export interface CommandChannel {
  /** Delivers all events from the beginning. Can be called once. */
  listen(listener: ChannelListener): void;
  /** Writes to the terminal of the command. */
  write(bytes: Buffer | string): void;
  resize(columns: number, rows: number): void;
  /** Sends a signal. Used on servers without a wrapper, and in terminals. */
  signal(name: 'TERM' | 'KILL'): void;
  /** Ends the command's process tree: TERM, then KILL after the grace period. */
  cancel(graceSeconds: number): void;
  pause(): void;
  resume(): void;
  /** Sends the complete standard input, and ends it. */
  end(input: string): void;
  /** Closes the channel, even if processes are still running or writing. */
  close(): void;
}

/** The channel of a command that has a session of its own. */
export class SessionChannel implements CommandChannel {
  readonly #channel: ClientChannel;

  constructor(channel: ClientChannel) {
    this.#channel = channel;
  }

  listen(listener: ChannelListener): void {
    const channel = this.#channel;
    channel.once('close', (code?: number | null, signal?: string) => {
      // If the exit arrived before the listener was added, ssh2 repeats it with `close`.
      if (code !== undefined) listener.onExit(exitOf(code, signal));
      listener.onClosed();
    });
    channel.on('error', () => undefined);
    channel.on('exit', (code: number | null, signal?: string) => listener.onExit(exitOf(code, signal)));
    // An earlier reader may have paused the channel.
    channel.on('data', (chunk: Buffer) => listener.onOutput('stdout', chunk)).resume();
    (channel.stderr as Readable).on('data', (chunk: Buffer) => listener.onOutput('stderr', chunk));
  }

  write(bytes: Buffer | string): void {
    if (this.#channel.writable) this.#channel.write(bytes);
  }

  resize(columns: number, rows: number): void {
    this.#channel.setWindow(rows, columns, 0, 0);
  }

  signal(name: 'TERM' | 'KILL'): void {
    this.#channel.signal(name);
  }

  end(input: string): void {
    this.#channel.end(input);
  }

  cancel(graceSeconds: number): void {
    this.#channel.end(`${graceSeconds}\n`);
  }

  pause(): void {
    this.#channel.pause();
    this.#channel.stderr.pause();
  }

  resume(): void {
    this.#channel.resume();
    this.#channel.stderr.resume();
  }

  close(): void {
    this.#channel.close();
  }
}

function exitOf(code: number | null, signal: string | undefined): CommandExit {
  return code === null ? { signal: signal ?? 'SIGKILL' } : { exitCode: code };
}
