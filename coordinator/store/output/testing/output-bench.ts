import assert from 'node:assert/strict';
import type { OperationId } from '../../../../protocol/ids.ts';
import type { OutputFrame } from '../../../../protocol/runner/frames.ts';
import type { EntriesPage, EntriesQuery, Output, RawQuery } from '../output.ts';
import { appendEach, collect, EXECUTION, sampleFrame } from './sample-output.ts';

/** Access to an implementation under test. The test may close its output and open it again. */
export interface OutputFixture {
  open(): Promise<Output>;
  remove(): Promise<void>;
}

/** Provides each test with a fresh instance of the implementation, and with common helpers. */
export class OutputBench {
  readonly #create: () => Promise<OutputFixture>;
  #fixture: OutputFixture | undefined;
  #output: Output | undefined;

  constructor(create: () => Promise<OutputFixture>) {
    this.#create = create;
    beforeEach(async () => {
      this.#fixture = await this.#create();
      this.#output = await this.#fixture.open();
    });
    afterEach(async () => {
      await this.output.close();
      await this.#fixture?.remove();
    });
  }

  get output(): Output {
    if (this.#output === undefined) assert.fail('there is an output only within a test');
    return this.#output;
  }

  async reopen(): Promise<void> {
    await this.output.close();
    this.#output = await this.#fixture?.open();
  }

  /** Appends bytes to an operation, in frames of `size` bytes. */
  async write(operationId: OperationId, bytes: Uint8Array | string, size = 60_000): Promise<void> {
    const { received } = this.output.log(operationId);
    const whole = Buffer.from(bytes);
    for (let at = 0; at < whole.byteLength; at += size)
      await this.append(sampleFrame(operationId, received + at, whole.subarray(at, at + size)));
  }

  /** Appends frames of any operations, one after the other. */
  async append(...frames: OutputFrame[]): Promise<void> {
    await appendEach(this.output, frames);
  }

  received(operationId: OperationId): number {
    return this.output.log(operationId).received;
  }

  durable(operationId: OperationId): number {
    return this.output.log(operationId).durable;
  }

  raw(query: RawQuery = {}): Promise<Buffer> {
    return collect(this.output.readRaw(EXECUTION, query));
  }

  entries(query: Partial<EntriesQuery> = {}): Promise<EntriesPage> {
    return this.output.entries(EXECUTION, { cursor: '0', ...query });
  }
}

export function logs(page: EntriesPage): readonly string[] {
  return page.entries.map(({ log }) => log);
}
