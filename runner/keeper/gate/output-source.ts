import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import { ReadStream } from 'node:tty';
import type { Stream } from '../../../protocol/runner/frames.ts';
import { LARGEST_PAYLOAD } from '../../link/messages.ts';
import { TerminalInput } from './terminal-input.ts';

/** What an output source tells. */
export interface OutputTaker {
  /** The bytes are valid during the call only. */
  onChunk(chunk: Buffer): void;
  /** All writers are gone, or the source was closed. Said once. */
  onEnd(): void;
}

/** One stream of a step, read only as fast as it is wanted: while it is paused, the step blocks. */
export interface OutputSource {
  readonly stream: Stream;
  /** Begins to read. Once. */
  start(taker: OutputTaker): void;
  pause(): void;
  resume(): void;
  close(): void;
  /** Present on a pseudo-terminal. */
  readonly terminal?: {
    write(bytes: Buffer): void;
    resize(columns: number, rows: number): void;
  };
}

/** All pipes are read into it, one after the other: what was read is dealt with before the next read. */
const shared = Buffer.allocUnsafe(LARGEST_PAYLOAD);

/** Takes over the descriptor of a pipe's reading end. */
export function pipeSource(stream: Stream, reader: number): OutputSource {
  return new DescriptorSource(
    stream,
    (taker) =>
      new Socket({
        fd: reader,
        readable: true,
        writable: false,
        onread: {
          buffer: shared,
          callback: (length) => {
            taker.onChunk(shared.subarray(0, length));
            return true;
          },
        },
      }),
    () => closeSync(reader),
  );
}

export interface TerminalControls {
  readonly resize: (columns: number, rows: number) => void;
  /** The descriptor is closed. */
  readonly onClosed: () => void;
}

/** Takes over the descriptor of a pseudo-terminal's master. */
export function terminalSource(master: number, controls: TerminalControls): OutputSource {
  const input = new TerminalInput(master);
  const open = (taker: OutputTaker) => {
    const stream = new ReadStream(master);
    stream.on('data', (chunk) => taker.onChunk(chunk));
    stream.on('close', () => {
      input.close();
      controls.onClosed();
    });
    return stream;
  };
  const discard = () => {
    input.close();
    closeSync(master);
    controls.onClosed();
  };
  return new DescriptorSource('terminal', open, discard, {
    write: (bytes) => input.write(bytes),
    resize: controls.resize,
  });
}

class DescriptorSource implements OutputSource {
  readonly stream: Stream;
  readonly terminal?: NonNullable<OutputSource['terminal']>;
  readonly #open: (taker: OutputTaker) => Socket;
  readonly #discard: () => void;
  #socket: Socket | undefined;
  #closed = false;

  constructor(
    stream: Stream,
    open: (taker: OutputTaker) => Socket,
    discard: () => void,
    terminal?: NonNullable<OutputSource['terminal']>,
  ) {
    this.stream = stream;
    this.#open = open;
    this.#discard = discard;
    if (terminal) this.terminal = terminal;
  }

  start(taker: OutputTaker): void {
    const socket = this.#open(taker);
    this.#socket = socket;
    let ended = false;
    const end = () => {
      if (ended) return;
      ended = true;
      socket.destroy();
      taker.onEnd();
    };
    socket.on('end', end);
    socket.on('close', end);
    // A terminal whose last writer went says EIO instead of an end.
    socket.on('error', end);
    socket.resume();
  }

  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#socket) this.#socket.destroy();
    else this.#discard();
  }
}
