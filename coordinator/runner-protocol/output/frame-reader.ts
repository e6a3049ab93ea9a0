import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { decodeFrame, type OutputFrame } from '../../../protocol/runner/frames.ts';

/** Decodes frames from the chunks of a body as they arrive, so that a cut upload keeps its whole valid prefix. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** The frames that are whole with this chunk. Payloads are views of it. @throws frames-invalid, after the valid ones */
  *push(chunk: Buffer): Generator<OutputFrame> {
    const bytes = this.#rest.byteLength === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let position = 0;
    this.#rest = bytes;
    for (;;) {
      const step = decodeFrame(bytes, position);
      if (step.kind === 'invalid') throw new OutrunnerError('frames-invalid', { problem: step.problem });
      if (step.kind === 'incomplete') break;
      position += step.bytes;
      yield step.frame;
    }
    this.#rest = bytes.subarray(position);
  }

  /** To be called when the body ends in order. @throws frames-invalid when it ends within a frame */
  end(): void {
    if (this.#rest.byteLength > 0)
      throw new OutrunnerError('frames-invalid', { problem: 'the body ends within a frame' });
  }
}
