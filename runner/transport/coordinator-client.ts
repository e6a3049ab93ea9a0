import type { Dispatcher } from 'undici';
import type * as z from 'zod';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { FILE_CONTENT_TYPE, RUNNER_HEADERS, RUNNER_PATHS } from '../../protocol/runner/headers.ts';
import type { Position } from '../../protocol/runner/position.ts';
import { RUNNER_PROTOCOL_VERSION } from '../../protocol/version.ts';
import { isCoordinatorFile, type Judgement, judgeAnswer, type RawAnswer } from './answer.ts';
import { type Backoff, CALL_POLICIES, type CallName, DEFAULT_BACKOFF, FILE_POLICY } from './call-policies.ts';
import { CallAborted, describeFailure, LinkDown } from './link-down.ts';
import { refused } from './refused.ts';
import type { ServerAddress } from './server-address.ts';

/** Maximum length of an answer, in bytes. A batch of grants with their scripts is much smaller. */
const LONGEST_ANSWER = 64 * 1024 * 1024;
const JSON_TYPE = 'application/json';

export interface CallContext {
  readonly accessToken?: string;
  readonly sessionId?: string;
  readonly signal?: AbortSignal;
  /** How long the coordinator intentionally holds the answer, in ms. */
  readonly heldMilliseconds?: number;
}

export interface CoordinatorClientOptions {
  readonly dispatcher: Dispatcher;
  readonly address: ServerAddress;
  /** The address as configured, for messages. */
  readonly server: string;
  /** The coordinator that this replica is enrolled with; undefined before the enrollment. */
  readonly coordinatorId?: string | undefined;
  readonly onSeen: (seen: Position) => void;
  /** Backoff between repetitions of a failed call. */
  readonly backoff?: Backoff | undefined;
  /** Overrides the time limit of every call, in ms. */
  readonly answerMilliseconds?: number | undefined;
}

/** An answer and the coordinator that gave it. */
export interface CoordinatorAnswer<Value> {
  readonly value: Value;
  readonly coordinator: string;
}

/** The bytes of a file from an offset on, as they arrive. */
export interface Download {
  readonly start: number;
  readonly bytes: AsyncIterable<Buffer>;
}

/**
 * Thrown if another coordinator answered at the address. The call then counts as unanswered, unless this start chose
 * the address.
 */
export class AnotherCoordinator extends LinkDown {
  readonly found: string;

  constructor(found: string) {
    super(`coordinator ${found} answers there, not the one this replica is enrolled with`);
    this.found = found;
  }
}

/**
 * Makes calls of the runner protocol, each without retries. Rejects with {@link LinkDown}, {@link CallAborted} or the
 * coordinator's error.
 */
export class CoordinatorClient {
  readonly #options: CoordinatorClientOptions;

  constructor(options: CoordinatorClientOptions) {
    this.#options = options;
  }

  get server(): string {
    return this.#options.server;
  }

  get backoff(): Backoff {
    return this.#options.backoff ?? DEFAULT_BACKOFF;
  }

  async call<Schema extends z.ZodType>(
    name: CallName,
    schema: Schema,
    body: { readonly json: unknown } | { readonly bytes: Buffer; readonly type: string },
    context: CallContext = {},
  ): Promise<CoordinatorAnswer<z.output<Schema>>> {
    const { json, coordinator, seen } = this.#answered(await this.#send(name, body, context));
    const parsed = schema.safeParse(json);
    if (!parsed.success) throw new LinkDown('its answer does not match the protocol');
    this.#options.onSeen(seen);
    return { value: parsed.data, coordinator };
  }

  /**
   * Requests the bytes of a file from an offset on. The connection is in use until the caller has read all bytes or
   * stops reading. If the link is lost, the iteration throws {@link LinkDown}.
   */
  async download(path: string, from: number, context: CallContext): Promise<Download> {
    const { dispatcher, address, coordinatorId, answerMilliseconds } = this.#options;
    try {
      const { statusCode, headers, body } = await dispatcher.request({
        origin: address.origin,
        path: address.prefix + path,
        method: 'GET',
        headers: { ...headersOf(undefined, context), range: `bytes=${from}-` },
        headersTimeout: answerMilliseconds ?? FILE_POLICY.answerMilliseconds,
        bodyTimeout: FILE_POLICY.bodyMilliseconds,
        ...(context.signal ? { signal: context.signal } : {}),
      });
      const head = { status: statusCode, headers };
      if (isCoordinatorFile(head, coordinatorId))
        return { start: statusCode === 206 ? from : 0, bytes: ownBytes(body, context.signal) };
      this.#answered({ ...head, body: await textOf(body) });
    } catch (error) {
      throw failure(error, context.signal, 'the download of a file');
    }
    throw new LinkDown('its answer contains no file');
  }

  #answered(raw: RawAnswer): Extract<Judgement, { kind: 'answered' }> {
    const judgement = judgeAnswer(raw, this.#options.coordinatorId);
    switch (judgement.kind) {
      case 'not-ours':
        throw new LinkDown(`it did not answer as a coordinator (${judgement.problem})`);
      case 'another-coordinator':
        throw new AnotherCoordinator(judgement.coordinator);
      case 'refused':
        throw refused(judgement.refusal);
      case 'answered':
        return judgement;
    }
  }

  async #send(
    name: CallName,
    body: { readonly json: unknown } | { readonly bytes: Buffer; readonly type: string },
    context: CallContext,
  ): Promise<RawAnswer> {
    const { dispatcher, address, answerMilliseconds } = this.#options;
    const policy = CALL_POLICIES[name];
    try {
      const response = await dispatcher.request({
        origin: address.origin,
        path: address.prefix + RUNNER_PATHS[name],
        method: 'POST',
        headers: headersOf('json' in body ? JSON_TYPE : body.type, context),
        body: 'json' in body ? JSON.stringify(body.json) : body.bytes,
        headersTimeout: (answerMilliseconds ?? policy.answerMilliseconds) + (context.heldMilliseconds ?? 0),
        bodyTimeout: policy.bodyMilliseconds,
        ...(context.signal ? { signal: context.signal } : {}),
      });
      return { status: response.statusCode, headers: response.headers, body: await textOf(response.body) };
    } catch (error) {
      throw failure(error, context.signal, name);
    }
  }
}

/** Returns the error to throw for a failed call. Errors of the coordinator are returned unchanged. */
function failure(error: unknown, signal: AbortSignal | undefined, what: string): Error {
  if (signal?.aborted === true) return new CallAborted(`${what} was abandoned`);
  if (error instanceof LinkDown || isOutrunnerError(error)) return error;
  return new LinkDown(describeFailure(error), { cause: error });
}

async function* ownBytes(
  body: AsyncIterable<unknown>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  try {
    for await (const piece of body) if (Buffer.isBuffer(piece)) yield piece;
  } catch (error) {
    throw failure(error, signal, 'the download of a file');
  }
}

function headersOf(type: string | undefined, context: CallContext): Record<string, string> {
  return {
    ...(type === undefined ? {} : { 'content-type': type }),
    accept: type === undefined ? `${FILE_CONTENT_TYPE}, ${JSON_TYPE}` : JSON_TYPE,
    [RUNNER_HEADERS.protocol]: String(RUNNER_PROTOCOL_VERSION),
    ...(context.accessToken === undefined
      ? {}
      : { [RUNNER_HEADERS.authorization]: `Bearer ${context.accessToken}` }),
    ...(context.sessionId === undefined ? {} : { [RUNNER_HEADERS.session]: context.sessionId }),
  };
}

async function textOf(body: AsyncIterable<unknown>): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body) {
    if (!Buffer.isBuffer(piece)) continue;
    length += piece.byteLength;
    if (length > LONGEST_ANSWER) throw new Error('its answer is too long');
    pieces.push(piece);
  }
  return Buffer.concat(pieces, length).toString('utf8');
}
