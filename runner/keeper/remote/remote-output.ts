import type { Stream } from '../../../protocol/runner/frames.ts';
import type { OutputSource, OutputTaker } from '../gate/output-source.ts';

/** The part of a command on a node that its output streams use. */
export interface PausableCommand {
  pause(): void;
  resume(): void;
}

/**
 * The output of a command on a node, as sources. They are paused and resumed together, also before the command runs.
 */
export class RemoteOutput {
  readonly sources: readonly OutputSource[];
  readonly #takers = new Map<Stream, OutputTaker>();
  #command: PausableCommand | undefined;
  #paused = false;
  #ended = false;

  /** @param terminal if present, all output is that of the terminal */
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

  /** From now on, pauses and resumes this command. */
  attach(command: PausableCommand): void {
    this.#command = command;
    if (this.#paused) command.pause();
  }

  /** Takes bytes of a stream. With a terminal, all bytes are the terminal's. */
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
