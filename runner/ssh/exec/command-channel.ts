import type { Readable } from 'node:stream';
import type { ClientChannel } from 'ssh2';

/** How a command's shell ended: with a code, or by a signal such as `SIGTERM`. */
export interface CommandExit {
  readonly exitCode?: number;
  readonly signal?: string;
}

export interface ChannelListener {
  onOutput(stream: 'stdout' | 'stderr', chunk: Buffer): void;
  onExit(exit: CommandExit): void;
  /** Called once, when all output was delivered. */
  onClosed(): void;
}

/** The channel of a command that has begun on a node. */
export interface CommandChannel {
  /** Delivers all events from the beginning. Call it once. */
  listen(listener: ChannelListener): void;
  /** Writes to the terminal of the command. */
  write(bytes: Buffer | string): void;
  resize(columns: number, rows: number): void;
  /** Sends a signal, for a server without a wrapper, and in a terminal. */
  signal(name: 'TERM' | 'KILL'): void;
  /** Ends its process tree: TERM, and KILL after the grace period. */
  cancel(graceSeconds: number): void;
  pause(): void;
  resume(): void;
  /** Sends the whole standard input. */
  end(input: string): void;
  /** Closes the channel, even if something still runs or writes. */
  close(): void;
}

/** A session used by one command. */
export class SessionChannel implements CommandChannel {
  readonly #channel: ClientChannel;

  constructor(channel: ClientChannel) {
    this.#channel = channel;
  }

  listen(listener: ChannelListener): void {
    const channel = this.#channel;
    channel.once('close', (code?: number | null, signal?: string) => {
      // If the exit arrived before there was a listener, ssh2 repeats it with `close`.
      if (code !== undefined) listener.onExit(exitOf(code, signal));
      listener.onClosed();
    });
    channel.on('error', () => undefined);
    channel.on('exit', (code: number | null, signal?: string) => listener.onExit(exitOf(code, signal)));
    // The channel may have been read from and paused before.
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
