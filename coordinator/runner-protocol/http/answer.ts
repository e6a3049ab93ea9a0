import type { ServerResponse } from 'node:http';
import { errorBody } from '../../../protocol/errors/error-body.ts';
import { toOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { RUNNER_HEADERS } from '../../../protocol/runner/headers.ts';
import { RUNNER_PROTOCOL_VERSION } from '../../../protocol/version.ts';
import { retryAfter } from '../../network/retry-after.ts';
import type { CoordinatorIdentity } from '../needs.ts';

const BODY_NOT_READ: ReadonlySet<string> = new Set(['body-too-large', 'body-too-slow']);

/**
 * Writes the coordinator's answers, with headers that let a runner distinguish the coordinator from a proxy or a
 * captive portal.
 */
export class Answers {
  readonly #identity: CoordinatorIdentity;

  constructor(identity: CoordinatorIdentity) {
    this.#identity = identity;
  }

  /** Returns the headers that every answer has. */
  headers(): Record<string, string> {
    const { generation, sequence, proof } = this.#identity.position();
    return {
      [RUNNER_HEADERS.protocol]: String(RUNNER_PROTOCOL_VERSION),
      [RUNNER_HEADERS.coordinator]: this.#identity.coordinatorId,
      [RUNNER_HEADERS.generation]: String(generation),
      [RUNNER_HEADERS.sequence]: String(sequence),
      ...(proof === undefined ? {} : { [RUNNER_HEADERS.positionProof]: proof }),
    };
  }

  send(
    response: ServerResponse,
    status: number,
    body: object,
    more: Readonly<Record<string, string>> = {},
  ): void {
    if (response.headersSent || response.destroyed) return;
    const text = JSON.stringify(body);
    response.writeHead(status, {
      ...this.headers(),
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(text)),
      'cache-control': 'no-store',
      ...more,
    });
    response.end(text);
  }

  sendError(response: ServerResponse, thrown: unknown): void {
    const error = toOutrunnerError(thrown);
    this.send(response, error.status, errorBody(error), {
      ...retryAfter(error),
      // Closing the connection avoids reading the rest of the body.
      ...(BODY_NOT_READ.has(error.code) ? { connection: 'close' } : {}),
    });
  }
}
