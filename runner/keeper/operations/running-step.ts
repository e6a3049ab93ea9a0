import type { EndCause, OperationEnd } from '../../link/messages.ts';
import type { OutputSource } from '../gate/output-source.ts';
import type { Exit } from '../gate/step-process.ts';
import { maskedText } from '../masking/masked-text.ts';
import { AUTOMATA } from '../masking/shared-automata.ts';
import type { OperationSpool } from '../spool/operation-spool.ts';
import type { SpoolBudget } from '../spool/spool-budget.ts';
import type { SpoolFrame } from '../spool/spool-format.ts';
import { OutputRecorder, type OutputTreatment } from './output-recorder.ts';

export interface StepInProgress {
  /** Ends all that runs of it; may be asked again, with a shorter grace. Resolves when nothing is left, or `exited` will tell. */
  readonly terminate: (graceMilliseconds: number) => Promise<void>;
  readonly sources: readonly OutputSource[];
  readonly exited: Promise<Exit>;
  readonly spool: OperationSpool;
  readonly budget: SpoolBudget;
  readonly treatment: OutputTreatment;
  readonly drainMilliseconds: number;
  readonly onFrame: (frame: SpoolFrame) => void;
  readonly onSpoolFull: () => void;
  /** Said once, when the process is gone and all output stands in the spool. */
  readonly onEnded: (cause: EndCause, startedAt: number, data?: OperationEnd['data']) => void;
}

/**
 * A step that was started. It ends when its main process has ended and its output has: background processes that keep
 * the output open are given a short time, then no more is read from them and they are left alone, since starting a
 * service is a step's good right. A cancelled step ends only when nothing of its process tree is left.
 */
export class RunningStep {
  readonly #step: StepInProgress;
  readonly #recorder: OutputRecorder;
  readonly #startedAt = Date.now();
  readonly #terminations: Promise<void>[] = [];
  #exit: Exit | undefined;
  #cancelled = false;

  constructor(step: StepInProgress) {
    this.#step = step;
    let complete = () => {};
    const completed = new Promise<void>((resolve) => {
      complete = resolve;
    });
    this.#recorder = new OutputRecorder(step.sources, step.spool, step.budget, step.treatment, {
      onFrame: step.onFrame,
      onFull: step.onSpoolFull,
      onComplete: complete,
    });
    this.#recorder.start();
    this.#run(completed).catch((error: Error) =>
      step.onEnded({ kind: 'unknown', problem: `The keeper failed: ${error.message}.` }, this.#startedAt),
    );
  }

  cancel(grace: number): void {
    if (!this.#exit) this.#cancelled = true;
    this.#terminations.push(this.#step.terminate(grace));
  }

  async #run(completed: Promise<void>): Promise<void> {
    this.#exit = await this.#step.exited;
    await this.#terminated();
    // Nobody is left who could write, and nobody may ever make room.
    if (this.#cancelled && this.#recorder.waits) this.#recorder.cut();
    const stopDraining = this.#drain();
    await completed;
    stopDraining();
    await this.#terminated();
    this.#step.onEnded(this.#cause(this.#exit), this.#startedAt, this.#recorder.captured);
  }

  /** A second cancel may come, with a shorter grace, while the first is under way. */
  async #terminated(): Promise<void> {
    for (
      let termination = this.#terminations.shift();
      termination;
      termination = this.#terminations.shift()
    ) {
      await termination;
    }
  }

  #drain(): () => void {
    const timer = setInterval(() => {
      // What stands unread in a pipe of an ended step is still wanted, once there is room for it.
      if (!this.#recorder.waits || this.#cancelled) this.#recorder.cut();
    }, this.#step.drainMilliseconds);
    return () => clearInterval(timer);
  }

  #cause({ code, signal, failure }: Exit): EndCause {
    const how = {
      ...(code !== null && { exitCode: code }),
      ...(signal !== null && { signal }),
    };
    const problem = failure && maskedText(failure.problem, this.#step.treatment, AUTOMATA);
    if (this.#cancelled) return { kind: 'cancelled', ...how, ...(problem !== undefined && { problem }) };
    if (failure) return { kind: 'failed', ...failure, ...(problem !== undefined && { problem }) };
    return signal === null ? { kind: 'exited', exitCode: code ?? 0 } : { kind: 'signalled', signal };
  }
}
