import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import { ReadStream } from 'node:tty';
import type { Stream } from '../../../protocol/runner/frames.ts';
import { LARGEST_PAYLOAD } from '../../link/messages.ts';
import { TerminalInput } from './terminal-input.ts';

/** Receives the events of an output source. */
export interface OutputTaker {
  /** The bytes are valid only during the call. */
  onChunk(chunk: Buffer): void;
  /** All writers have closed, or the source was closed. Called once. */
  onEnd(): void;
}

/** One output stream of a step, with back pressure: while it is paused, the step blocks. */
export interface OutputSource {
  readonly stream: Stream;
  /** Starts to read. Call it once. */
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

/** All pipes are read into this buffer, one after the other: each chunk is processed before the next read. */
const shared = Buffer.allocUnsafe(LARGEST_PAYLOAD);

/** Takes ownership of the reading end's descriptor. */
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
  /** Called when the descriptor is closed. */
  readonly onClosed: () => void;
}

/** Takes ownership of the master's descriptor. */
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
    // A terminal whose last writer has closed fails with EIO instead of an end.
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
