import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import { ReadStream } from 'node:tty';
import type { Stream } from '../../../protocol/runner/frames.ts';
import { LARGEST_PAYLOAD } from '../../link/messages.ts';
import { TerminalInput } from './terminal-input.ts';

/** Receives the events of an output source. */
export interface OutputTaker {
  /** Receives a chunk. Its bytes are valid only during the call. */
  onChunk(chunk: Buffer): void;
  /** Called once, when all writers have closed or the source was closed. */
  onEnd(): void;
}

/** One output stream of a step, with back pressure: while the stream is paused, the step blocks. */
export interface OutputSource {
  readonly stream: Stream;
  /** Starts to read. Can be called once. */
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

/** All pipes are read into this buffer. Each chunk is processed before the next read. */
const shared = Buffer.allocUnsafe(LARGEST_PAYLOAD);

/** Returns a source that reads a pipe. Takes ownership of the descriptor of the reading end. */
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

/** Returns a source that reads a pseudo-terminal. Takes ownership of the master's descriptor. */
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
    // After its last writer has closed, a terminal fails with EIO instead of reporting the end.
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
