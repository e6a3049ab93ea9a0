import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import type { KeeperResult } from '../../link/messages.ts';
import type { OutputSource } from '../gate/output-source.ts';
import type { StepExit } from '../gate/step-process.ts';
import { maskedText } from '../masking/masked-text.ts';
import { AUTOMATA } from '../masking/shared-automata.ts';
import type { OperationSpool } from '../spool/operation-spool.ts';
import type { SpoolBudget } from '../spool/spool-budget.ts';
import type { SpoolFrame } from '../spool/spool-format.ts';
import { OutputRecorder, type OutputTreatment } from './output-recorder.ts';

export interface StepInProgress {
  /**
   * Ends the step's process tree. Can be called again with a shorter grace period. Resolves when the tree is gone, or
   * when `exited` is going to report the end.
   */
  readonly terminate: (graceMilliseconds: number) => Promise<void>;
  readonly sources: readonly OutputSource[];
  readonly exited: Promise<StepExit>;
  readonly spool: OperationSpool;
  readonly budget: SpoolBudget;
  readonly treatment: OutputTreatment;
  readonly drainMilliseconds: number;
  readonly onFrame: (frame: SpoolFrame) => void;
  readonly onSpoolFull: () => void;
  /** Called once, when the process is gone and all output is in the spool. */
  readonly onEnded: (end: OperationEnd, startedAt: number, data?: KeeperResult['data']) => void;
}

/**
 * A step that was started. It ends when its main process has ended and its output is closed. If background processes
 * keep the output open, the keeper stops reading after a short time. It does not end them, because a step may start a
 * service. A cancelled step ends only when its process tree is gone.
 */
export class RunningStep {
  readonly #step: StepInProgress;
  readonly #recorder: OutputRecorder;
  readonly #startedAt = Date.now();
  readonly #terminations: Promise<void>[] = [];
  #exit: StepExit | undefined;
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
    // The cancelled step has no writers left, and the spool may never have room. Discard the unread output.
    if (this.#cancelled && this.#recorder.waits) this.#recorder.cut();
    const stopDraining = this.#drain();
    await completed;
    stopDraining();
    await this.#terminated();
    this.#step.onEnded(this.#endOf(this.#exit), this.#startedAt, this.#recorder.captured);
  }

  /** Waits for all requested terminations. Another cancel may arrive while the first one is in progress. */
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
      // While the recorder waits for room, do not cut: it still has to store unread output of the ended step.
      if (!this.#recorder.waits || this.#cancelled) this.#recorder.cut();
    }, this.#step.drainMilliseconds);
    return () => clearInterval(timer);
  }

  #endOf({ code, signal, failure }: StepExit): OperationEnd {
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
