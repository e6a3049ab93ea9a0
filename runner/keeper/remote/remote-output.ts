import type { Stream } from '../../../protocol/runner/frames.ts';
import type { OutputSource, OutputTaker } from '../gate/output-source.ts';

/** The flow control of a command on a node. */
export interface PausableCommand {
  pause(): void;
  resume(): void;
}

/**
 * The output of a command on a node, as sources. They are paused and resumed together, even before the command runs.
 */
export class RemoteOutput {
  readonly sources: readonly OutputSource[];
  readonly #takers = new Map<Stream, OutputTaker>();
  #command: PausableCommand | undefined;
  #paused = false;
  #ended = false;

  /** @param terminal if present, all output comes from this terminal */
  constructor(terminal: OutputSource['terminal']) {
    const streams: readonly Stream[] = terminal ? ['terminal'] : ['stdout', 'stderr'];
    this.sources = streams.map((stream) => ({
      stream,
      start: (taker) => {
        this.#takers.set(stream, taker);
        if (this.#ended) taker.onEnd();
      },
      pause: () => this.#pause(true),
      resume: () => this.#pause(false),
      close: () => this.end(),
      ...(terminal && { terminal }),
    }));
  }

  /** Attaches the command that is paused and resumed from now on. */
  attach(command: PausableCommand): void {
    this.#command = command;
    if (this.#paused) command.pause();
  }

  /** Passes bytes to the source of their stream. With a terminal, all bytes belong to the terminal. */
  take(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    if (this.#ended) return;
    (this.#takers.get(stream) ?? this.#takers.get('terminal'))?.onChunk(chunk);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const taker of this.#takers.values()) taker.onEnd();
  }

  #pause(paused: boolean): void {
    if (this.#paused === paused) return;
    this.#paused = paused;
    if (paused) this.#command?.pause();
    else this.#command?.resume();
  }
}
