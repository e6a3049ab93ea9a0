import { setTimeout as sleep } from 'node:timers/promises';
import type { OutputSource } from '../gate/output-source.ts';
import type { StepExit } from '../gate/step-process.ts';
import type { TreeMark } from '../processes/process-tree.ts';
import { terminateTree } from '../processes/tree-termination.ts';

/** Receives a program's output. With a terminal, all output is `stdout`. The bytes are valid only during the call. */
export type ProgramOutput = (stream: 'stdout' | 'stderr', chunk: Buffer) => void;

export interface StartedProgram {
  readonly mark: TreeMark;
  readonly sources: readonly OutputSource[];
  readonly exited: Promise<StepExit>;
  /** How long output is still read if background processes of the program hold it open, in ms. */
  readonly drainMilliseconds: number;
}

/** A running program of this host that acts for a node. */
export class RunningProgram {
  /** Resolves once, when the program has ended and its output was read. Never rejects. */
  readonly ended: Promise<StepExit>;
  readonly #program: StartedProgram;
  readonly #terminations: Promise<void>[] = [];
  #paused = false;

  constructor(program: StartedProgram, output: ProgramOutput) {
    this.#program = program;
    const ends = program.sources.map(
      (source) =>
        new Promise<void>((resolve) => {
          const stream = source.stream === 'stderr' ? 'stderr' : 'stdout';
          source.start({ onChunk: (chunk) => output(stream, chunk), onEnd: resolve });
        }),
    );
    this.ended = this.#end(Promise.all(ends));
  }

  pause(): void {
    this.#paused = true;
    for (const source of this.#program.sources) source.pause();
  }

  resume(): void {
    this.#paused = false;
    for (const source of this.#program.sources) source.resume();
  }

  write(bytes: Buffer): void {
    for (const { terminal } of this.#program.sources) terminal?.write(bytes);
  }

  resize({ columns, rows }: { readonly columns: number; readonly rows: number }): void {
    for (const { terminal } of this.#program.sources) terminal?.resize(columns, rows);
  }

  /** Ends the program's process tree. Resolves when the tree is gone. */
  terminate(graceMilliseconds: number): Promise<void> {
    const termination = terminateTree(this.#program.mark, { grace: graceMilliseconds, numberKnown: true });
    this.#terminations.push(termination);
    return termination;
  }

  async #end(drained: Promise<unknown>): Promise<StepExit> {
    const { exited, sources, drainMilliseconds } = this.#program;
    const exit = await exited;
    for (const termination of this.#terminations) await termination;
    let isDrained = false;
    const whenDrained = drained.then(() => {
      isDrained = true;
    });
    while (!isDrained) {
      await Promise.race([whenDrained, sleep(drainMilliseconds)]);
      // Keep paused sources open: their unread output is stored once the spool has room. After a termination, close
      // them anyway, because there may never be room.
      if (!this.#paused || this.#terminations.length > 0) for (const source of sources) source.close();
    }
    return exit;
  }
}
