import type { IncomingMessage } from 'node:http';
import { OutrunnerError } from '../../../../protocol/errors/outrunner-error.ts';
import type { OperationId } from '../../../../protocol/ids.ts';
import { FRAMES_CONTENT_TYPE, RUNNER_LIMITS } from '../../../../protocol/runner/headers.ts';
import type { OutputAnswer } from '../../../../protocol/runner/output.ts';
import type { OperationLedger } from '../../../executions/ports.ts';
import { ClientGone, requireLength, requireType } from '../../http/read-body.ts';
import { UploadFrameReader } from '../../output/frame-reader.ts';
import { InFlight } from '../../output/in-flight.ts';
import type { Lease, Outputs } from '../../output/outputs.ts';
import { RequestMemory } from '../../output/request-memory.ts';
import { OutputUpload } from '../../output/upload.ts';
import type { InSession } from '../caller.ts';

export interface OutputCallParts {
  readonly operations: OperationLedger;
  readonly outputs: Outputs;
}

/** `POST output`: stores frames as they arrive, so that an interrupted request still delivers its complete frames. */
export class OutputCall {
  readonly #parts: OutputCallParts;
  readonly #inFlight = new InFlight(RUNNER_LIMITS.outputRequestsInFlight);
  readonly #memory = new RequestMemory();

  constructor(parts: OutputCallParts) {
    this.#parts = parts;
  }

  /**
   * @throws unsupported-media-type, body-too-large, frames-invalid, output-conflict, session-replaced, or ClientGone
   */
  answer(request: IncomingMessage, caller: InSession): Promise<OutputAnswer> {
    requireType(request, FRAMES_CONTENT_TYPE);
    requireLength(request, RUNNER_LIMITS.outputRequestBytes);
    return this.#inFlight.run(caller.session, () => this.#take(request, caller));
  }

  async #take(request: IncomingMessage, caller: InSession): Promise<OutputAnswer> {
    const upload = new OutputUpload((operationId) => this.#lease(operationId, caller));
    const stop = caller.session.onClose(() => request.destroy());
    const memory = this.#memory.take();
    try {
      await this.#read(request, caller, upload, memory);
      const operations = await upload.receipts();
      // Reuse the memory only after success: after a failure, it may still contain frames that are buffered or
      // compared.
      this.#memory.give(memory);
      return { operations };
    } finally {
      stop();
      upload.close();
    }
  }

  async #read(
    request: IncomingMessage,
    { session }: InSession,
    upload: OutputUpload,
    memory: Buffer,
  ): Promise<void> {
    const reader = new UploadFrameReader(memory);
    let length = 0;
    for await (const chunk of chunksOf(request)) {
      if (session.closed !== undefined) throw new OutrunnerError(session.closed);
      length += chunk.byteLength;
      if (length > RUNNER_LIMITS.outputRequestBytes)
        throw new OutrunnerError('body-too-large', { limit: RUNNER_LIMITS.outputRequestBytes });
      await upload.take(reader.push(chunk));
    }
    reader.end();
  }

  /** Returns the writer of an operation; undefined if the operation is not granted to the caller. */
  #lease(operationId: OperationId, { claimant }: InSession): Lease | undefined {
    const { operations, outputs } = this.#parts;
    const { kind } = operations.holding(operationId, claimant);
    return kind === 'granted' || kind === 'cancelling' ? outputs.lease(operationId) : undefined;
  }
}

async function* chunksOf(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    // The connection outlives the body, so that an early refusal reaches the runner.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk;
  } catch {
    throw new ClientGone();
  }
}
