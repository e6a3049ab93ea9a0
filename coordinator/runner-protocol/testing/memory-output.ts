import type { OutputFrame } from '../../../protocol/runner/frames.ts';
import type { OperationLog } from '../../store/output/output.ts';

/** An operation's output in memory. */
export class MemoryOutput implements OperationLog {
  bytes = Buffer.alloc(0);
  readonly durable = 0;
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

  async differs({ offset, payload }: OutputFrame): Promise<boolean> {
    return !this.bytes.subarray(offset, offset + payload.byteLength).equals(payload);
  }
}
