import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { decodeFrame, type WireFrame } from '../../../protocol/runner/frames.ts';

/**
 * Decodes frames from the chunks of a body as they arrive, so that the complete frames of an interrupted upload are
 * stored.
 */
export class UploadFrameReader {
  readonly #memory: Buffer;
  #length = 0;
  #decoded = 0;

  /** `memory` must have room for the whole body. */
  constructor(memory: Buffer) {
    this.#memory = memory;
  }

  /**
   * Yields the frames that this chunk completes. Payloads are views of the memory. @throws frames-invalid, after the
   * valid frames
   */
  *push(chunk: Buffer): Generator<WireFrame> {
    this.#length += chunk.copy(this.#memory, this.#length);
    const bytes = this.#memory.subarray(0, this.#length);
    for (;;) {
      const step = decodeFrame(bytes, this.#decoded);
      if (step.kind === 'invalid') throw new OutrunnerError('frames-invalid', { problem: step.problem });
      if (step.kind === 'incomplete') return;
      this.#decoded += step.bytes;
      yield step.frame;
    }
  }

  /** Must be called at the end of a complete body. @throws frames-invalid if the body ends within a frame */
  end(): void {
    if (this.#decoded < this.#length)
      throw new OutrunnerError('frames-invalid', { problem: 'the body ends within a frame' });
  }
}
