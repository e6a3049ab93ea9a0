import type * as z from 'zod';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { OperationId, SessionId } from '../../../protocol/ids.ts';
import { ClaimsAnswer, type ClaimsRequest } from '../../../protocol/runner/claims.ts';
import { DISCOVERY_CONTENT_TYPE, DiscoveryAnswer } from '../../../protocol/runner/discover.ts';
import { FRAMES_CONTENT_TYPE, operationFilePath } from '../../../protocol/runner/headers.ts';
import { OutputAnswer } from '../../../protocol/runner/output.ts';
import { PollAnswer, type PollRequest } from '../../../protocol/runner/poll.ts';
import { ResultsAnswer, type ResultsRequest } from '../../../protocol/runner/results.ts';
import type { Backoff, CallName } from '../../transport/call-policies.ts';
import type { CallContext, CoordinatorClient, Download } from '../../transport/coordinator-client.ts';
import { CallAborted } from '../../transport/link-down.ts';
import { consequenceOf } from '../../transport/refused.ts';
import type { SignIn } from './sign-in.ts';
import { withAccessToken } from './with-access-token.ts';

export interface SessionCallsOptions {
  readonly client: CoordinatorClient;
  readonly signIn: SignIn;
  readonly sessionId: SessionId;
  /** How long the coordinator holds a poll, in ms. */
  readonly pollMilliseconds: number;
  /** Aborts with the session; its calls are then abandoned. */
  readonly signal: AbortSignal;
  /** Called when the session must be aborted because it cannot continue. */
  readonly onOver: (error: Error) => void;
}

/**
 * The calls of an open session, without retries. They reject with `LinkDown` or a temporary error, after which the
 * caller retries, and with `CallAborted` once the session has ended.
 */
export class SessionCalls {
  readonly signal: AbortSignal;
  readonly #options: SessionCallsOptions;

  constructor(options: SessionCallsOptions) {
    this.#options = options;
    this.signal = options.signal;
  }

  get backoff(): Backoff {
    return this.#options.client.backoff;
  }

  /** `signal` ends only this poll. */
  poll(request: PollRequest, signal: AbortSignal): Promise<PollAnswer> {
    const heldMilliseconds = request.goodbye ? 0 : this.#options.pollMilliseconds;
    return this.#call('poll', PollAnswer, { json: request }, { heldMilliseconds, signal });
  }

  claims(request: ClaimsRequest): Promise<ClaimsAnswer> {
    return this.#call('claims', ClaimsAnswer, { json: request });
  }

  /** Uploads encoded frames. */
  output(bytes: Buffer): Promise<OutputAnswer> {
    return this.#call('output', OutputAnswer, { bytes, type: FRAMES_CONTENT_TYPE });
  }

  results(request: ResultsRequest): Promise<ResultsAnswer> {
    return this.#call('results', ResultsAnswer, { json: request });
  }

  /** Uploads a compressed discovery. */
  discoveries(bytes: Buffer): Promise<DiscoveryAnswer> {
    return this.#call('discoveries', DiscoveryAnswer, { bytes, type: DISCOVERY_CONTENT_TYPE });
  }

  /** Downloads a file of an operation from an offset. `signal` ends only this download. */
  file(operationId: OperationId, file: string, from: number, signal: AbortSignal): Promise<Download> {
    const path = operationFilePath(operationId, file);
    const either = AbortSignal.any([signal, this.signal]);
    return this.#inSession('file', (accessToken) => {
      const { client, sessionId } = this.#options;
      return client.download(path, from, { signal: either, accessToken, sessionId });
    });
  }

  #call<Schema extends z.ZodType>(
    name: CallName,
    schema: Schema,
    body: { readonly json: unknown } | { readonly bytes: Buffer; readonly type: string },
    context: CallContext = {},
  ): Promise<z.output<Schema>> {
    return this.#inSession(name, async (accessToken) => {
      const { client, sessionId, signal } = this.#options;
      const answer = await client.call(name, schema, body, { signal, ...context, accessToken, sessionId });
      return answer.value;
    });
  }

  async #inSession<Value>(name: string, attempt: (accessToken: string) => Promise<Value>): Promise<Value> {
    const { signIn, signal } = this.#options;
    if (signal.aborted) throw new CallAborted(`${name} was abandoned`);
    try {
      return await withAccessToken(signIn, signal, attempt);
    } catch (error) {
      if (!isOutrunnerError(error) || consequenceOf(error.code) === 'later') throw error;
      this.#options.onOver(error);
      throw new CallAborted(`${name} was abandoned`, { cause: error });
    }
  }
}
