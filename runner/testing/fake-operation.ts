import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { OperationId } from '../../protocol/ids.ts';
import type { GrantedOperation } from '../../protocol/runner/claims.ts';
import type { WireFrame } from '../../protocol/runner/frames.ts';
import type { OutputReceipt } from '../../protocol/runner/output.ts';
import type { OperationResult, ResultAnswer } from '../../protocol/runner/results.ts';

/** Maximum output that is retained, in bytes. Longer output is only hashed. */
const KEPT = 32 * 1024 * 1024;

/** An operation of the fake coordinator. It records violations of the protocol. */
export class FakeOperation {
  readonly operationId: OperationId;
  readonly granted: GrantedOperation;
  readonly pty: boolean;
  /** The instance that has the grant. */
  holder: string | undefined;
  withdrawn = false;
  cancelling: number | undefined;
  result: OperationResult | undefined;
  received = 0;
  firstByteAt: number | undefined;
  readonly violations: string[] = [];
  #epoch = 0;
  #digest = 0;
  #kept: Buffer[] = [];
  readonly #hash = createHash('sha256');

  constructor(operationId: OperationId, granted: GrantedOperation) {
    this.operationId = operationId;
    this.granted = granted;
    this.pty = granted.template.pty;
  }

  get output(): Buffer {
    return Buffer.concat(this.#kept);
  }

  get text(): string {
    return this.output.toString('utf8');
  }

  get sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  take(frame: WireFrame): OutputReceipt {
    if (this.result !== undefined) return { ...this.#receipt(), problem: 'refused' };
    if (frame.epoch < this.#epoch) return { ...this.#receipt(), problem: 'fenced' };
    this.#epoch = frame.epoch;
    if (frame.offset > this.received) return { ...this.#receipt(), problem: 'gap' };
    const known = Math.min(this.received - frame.offset, frame.payload.byteLength);
    this.#compare(frame, known);
    this.#append(frame.payload.subarray(known));
    return this.#receipt();
  }

  /** Compares the result with the received output, and stores it. */
  end(result: OperationResult, instance: string): ResultAnswer {
    const { operationId } = this;
    if (this.holder !== instance) return { operationId, verdict: 'late' };
    if (result.offset > this.received) return { operationId, verdict: 'incomplete', received: this.received };
    if (result.offset < this.received) this.violations.push('the result ends before its output');
    if (result.digest !== this.#digest) this.violations.push('the digest differs from the output');
    this.result ??= result;
    return { operationId, verdict: 'accepted' };
  }

  #receipt(): OutputReceipt {
    return { operationId: this.operationId, received: this.received, durable: this.received };
  }

  #compare(frame: WireFrame, known: number): void {
    if (known === 0 || this.received > KEPT) return;
    const stored = this.output.subarray(frame.offset, frame.offset + known);
    if (!stored.equals(frame.payload.subarray(0, known)))
      this.violations.push(`output at ${frame.offset} came twice and differs`);
  }

  #append(bytes: Uint8Array): void {
    if (bytes.byteLength === 0) return;
    this.firstByteAt ??= performance.now();
    this.received += bytes.byteLength;
    this.#digest = crc32(bytes, this.#digest);
    this.#hash.update(bytes);
    if (this.received <= KEPT) this.#kept.push(Buffer.from(bytes));
  }
}
