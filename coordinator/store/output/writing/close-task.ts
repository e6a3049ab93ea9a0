import { close, OUTPUT_PHASES, type OutputState } from '../index/operation-state.ts';
import type { FinishVerdict } from '../output.ts';
import type { LiveOperation } from './operation-cache.ts';
import type { WriteTask } from './output-writer.ts';
import type { WriteBatch } from './write-batch.ts';

/** Returns undefined if the output of an operation in this state may be closed, otherwise the verdict. */
export type MayClose = (state: OutputState) => FinishVerdict | undefined;

/** Closes an operation's output, as `ended` or `finished`. */
export class CloseTask implements WriteTask {
  readonly verdict: Promise<FinishVerdict>;
  readonly #operation: () => LiveOperation;
  readonly #phase: 'ended' | 'finished';
  readonly #mayClose: MayClose;
  readonly #time: number;
  #resolve: (verdict: FinishVerdict) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  /**
   * `operation` is called when the task runs. `time` (epoch ms) becomes the time of the lines that closing completes.
   */
  constructor(operation: () => LiveOperation, phase: 'ended' | 'finished', time: number, mayClose: MayClose) {
    this.#operation = operation;
    this.#phase = phase;
    this.#time = time;
    this.#mayClose = mayClose;
    this.verdict = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  prepare(batch: WriteBatch): undefined {
    const operation = this.#operation();
    const state = batch.stateOf(operation);
    const refusal = this.#mayClose(state);
    if (refusal === undefined && OUTPUT_PHASES.indexOf(state.phase) < OUTPUT_PHASES.indexOf(this.#phase)) {
      const closed = close(state, this.#phase, this.#time);
      for (const row of closed.rows) batch.addRow(operation, row);
      batch.setState(operation, closed.state);
    }
    batch.written.push(() => this.#resolve(refusal ?? { kind: 'finished' }));
  }

  fail(error: unknown): void {
    this.#reject(error);
  }
}
