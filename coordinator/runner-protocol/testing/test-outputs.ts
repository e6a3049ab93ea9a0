import type { OperationId } from '../../../protocol/ids.ts';
import { executionOf } from '../../../protocol/ids.ts';
import type { OperationLog, Output } from '../../store/output/output.ts';
import type { OutputStore } from '../output/outputs.ts';

/** The real output store, whose appends a test can delay. */
export class TestOutputs implements OutputStore {
  readonly #output: Output;
  readonly #logs = new Map<OperationId, OperationLog>();
  readonly #holds = new Map<OperationId, () => Promise<void>>();

  constructor(output: Output) {
    this.#output = output;
  }

  /** Returns the number of bytes that the latest log of an operation received; 0 if there is no log. */
  received(operationId: OperationId): number {
    return this.#logs.get(operationId)?.received ?? 0;
  }

  durable(operationId: OperationId): number {
    return this.#logs.get(operationId)?.durable ?? 0;
  }

  /** Returns the stored output of an operation. */
  async kept(operationId: OperationId): Promise<string> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#output.readRaw(executionOf(operationId), { operationId }))
      chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString();
  }

  /** Stores output, as if an earlier process had received it. */
  async keep(operationId: OperationId, text: string): Promise<void> {
    const payload = Buffer.from(text);
    await this.#output
      .log(operationId)
      .append([{ operationId, stream: 'stdout', offset: 0, time: 1, payload }]);
  }

  /** Delays each append to an operation until `before` resolves. */
  holdAppends(operationId: OperationId, before: () => Promise<void>): void {
    this.#holds.set(operationId, before);
  }

  log(operationId: OperationId): OperationLog {
    const real = this.#output.log(operationId);
    const hold = () => this.#holds.get(operationId)?.() ?? Promise.resolve();
    const log: OperationLog = {
      get received() {
        return real.received;
      },
      get durable() {
        return real.durable;
      },
      append: async (frames) => {
        await hold();
        await real.append(frames);
      },
      frames: (from, to) => real.frames(from, to),
    };
    this.#logs.set(operationId, log);
    return log;
  }

  finish: OutputStore['finish'] = (operationId, end) => this.#output.finish(operationId, end);
  end: OutputStore['end'] = (operationId) => this.#output.end(operationId);

  /** Makes all output of an operation durable. */
  async sync(operationId: OperationId): Promise<void> {
    await this.#output.rawSize(executionOf(operationId), { operationId });
  }
}
