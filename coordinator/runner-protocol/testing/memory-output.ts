import { crc32 } from 'node:zlib';
import type { OperationId } from '../../../protocol/ids.ts';
import type { FinishVerdict, OperationLog, OutputFrame, OutputProgress } from '../../store/output/output.ts';
import type { OutputStore } from '../output/outputs.ts';

/** An operation's output in memory. */
export class MemoryOutput implements OperationLog {
  bytes = Buffer.alloc(0);
  durable = 0;
  phase: OutputProgress['phase'] = 'open';
  /** Awaited before each append. */
  beforeAppend: () => Promise<void> = () => Promise.resolve();

  get received(): number {
    return this.bytes.byteLength;
  }

  async append(frames: readonly OutputFrame[]): Promise<void> {
    await this.beforeAppend();
    for (const frame of frames) {
      if (frame.offset !== this.received) throw new Error(`a frame at ${frame.offset}, not ${this.received}`);
      this.bytes = Buffer.concat([this.bytes, frame.payload]);
    }
  }

  async read(from: number, to: number): Promise<Uint8Array> {
    return this.bytes.subarray(from, to);
  }

  async sync(): Promise<void> {
    this.durable = this.received;
  }
}

export class MemoryOutputs implements OutputStore {
  readonly #logs = new Map<OperationId, MemoryOutput>();

  of(operationId: OperationId): MemoryOutput {
    const log = this.#logs.get(operationId) ?? new MemoryOutput();
    this.#logs.set(operationId, log);
    return log;
  }

  async log(operationId: OperationId): Promise<OperationLog> {
    return this.of(operationId);
  }

  async progress(operationId: OperationId): Promise<OutputProgress> {
    const { received, durable, phase } = this.of(operationId);
    return { operationId, received, durable, phase };
  }

  async finish(operationId: OperationId, end: { offset: number; digest: number }): Promise<FinishVerdict> {
    const log = this.of(operationId);
    const { received, bytes } = log;
    if (received < end.offset) return { kind: 'incomplete', received };
    const digest = crc32(bytes);
    if (received > end.offset || digest !== end.digest) return { kind: 'differs', received, digest };
    await log.sync();
    log.phase = 'finished';
    return { kind: 'finished' };
  }

  async end(operationId: OperationId): Promise<void> {
    this.of(operationId).phase = 'ended';
  }
}
