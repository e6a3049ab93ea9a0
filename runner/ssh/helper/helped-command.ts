import type { ClientChannel } from 'ssh2';
import {
  type ChannelListener,
  type CommandChannel,
  type CommandExit,
  SessionChannel,
} from '../exec/command-channel.ts';
import { cancelFrame } from './helper-frames.ts';

/**
 * A command that a helper runs. When the command has ended, the session belongs to the next command, and this object
 * does not use it any more.
 */
export class HelpedCommand implements CommandChannel {
  isCancelled = false;
  hasEnded = false;
  readonly #session: SessionChannel;
  #listener: ChannelListener | undefined;
  #isOver: boolean;

  /** `isOpen` is false if the helper's session has closed. */
  constructor(channel: ClientChannel, isOpen: boolean) {
    this.#session = new SessionChannel(channel);
    this.#isOver = !isOpen;
  }

  take(stream: 'stdout' | 'stderr', bytes: Buffer): void {
    this.#listener?.onOutput(stream, bytes);
  }

  exit(exit: CommandExit): void {
    this.hasEnded = true;
    this.#listener?.onExit(exit);
  }

  /** Handles the end of the output: all of it was read, or the rest is lost. */
  finish(): void {
    if (this.#isOver) return;
    this.resume();
    this.#isOver = true;
    this.#listener?.onClosed();
  }

  listen(listener: ChannelListener): void {
    this.#listener = listener;
    if (this.#isOver) queueMicrotask(() => listener.onClosed());
  }

  /** Does nothing: the command has an empty input and no terminal. */
  write(): void {}

  end(): void {}

  resize(): void {}

  signal(): void {}

  cancel(graceSeconds: number): void {
    if (this.#isOver) return;
    this.isCancelled = true;
    this.#session.write(cancelFrame(graceSeconds));
  }

  pause(): void {
    if (!this.#isOver) this.#session.pause();
  }

  resume(): void {
    if (!this.#isOver) this.#session.resume();
  }

  close(): void {
    if (!this.#isOver) this.#session.close();
  }
}
