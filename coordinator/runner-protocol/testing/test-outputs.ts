import type { OperationId } from '../../../protocol/ids.ts';
import { executionOf } from '../../../protocol/ids.ts';
import type { OperationLog, Output } from '../../store/output/output.ts';
import type { OutputStore } from '../output/outputs.ts';

/** The real output store, whose writing a test may hold back. */
export class TestOutputs implements OutputStore {
  readonly #output: Output;
  readonly #logs = new Map<OperationId, OperationLog>();
  readonly #holds = new Map<OperationId, () => Promise<void>>();

  constructor(output: Output) {
    this.#output = output;
  }

  /** Bytes received by the writer that is open; 0 before there is one. */
  received(operationId: OperationId): number {
    return this.#logs.get(operationId)?.received ?? 0;
  }

  durable(operationId: OperationId): number {
    return this.#logs.get(operationId)?.durable ?? 0;
  }

  /** Everything that is kept of an operation. */
  async kept(operationId: OperationId): Promise<string> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#output.readRaw(executionOf(operationId), { operationId }))
      chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString();
  }

  /** Keeps bytes as an earlier process would have. */
  async keep(operationId: OperationId, text: string): Promise<void> {
    const payload = Buffer.from(text);
    await this.#output.append([{ operationId, stream: 'stdout', offset: 0, time: 1, payload }]);
  }

  /** Waits for `before` in front of each append to an operation. */
  holdAppends(operationId: OperationId, before: () => Promise<void>): void {
    this.#holds.set(operationId, before);
  }

  async log(operationId: OperationId): Promise<OperationLog> {
    const real = await this.#output.log(operationId);
    const hold = () => this.#holds.get(operationId)?.() ?? Promise.resolve();
    const log: OperationLog = {
      get received() {
        return real.received;
      },
      get kept() {
        return real.kept;
      },
      get durable() {
        return real.durable;
      },
      append: async (frames) => {
        await hold();
        await real.append(frames);
      },
      differs: (offset, bytes) => real.differs(offset, bytes),
      sync: () => real.sync(),
    };
    this.#logs.set(operationId, log);
    return log;
  }

  progress: OutputStore['progress'] = (operationId) => this.#output.progress(operationId);
  finish: OutputStore['finish'] = (operationId, end) => this.#output.finish(operationId, end);
  end: OutputStore['end'] = (operationId) => this.#output.end(operationId);
  sync: Output['sync'] = (operationId) => this.#output.sync(operationId);
}
