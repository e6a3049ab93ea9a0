import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorCode } from '../../../protocol/errors/catalogue.ts';
import { isOutrunnerError, OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { RUNNER_HEADERS } from '../../../protocol/runner/headers.ts';
import { PROGRAM_VERSION, RUNNER_PROTOCOL_VERSION } from '../../../protocol/version.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { ownValue } from '../../../support/records/own-value.ts';
import type { ProtocolLog } from '../needs.ts';
import type { RunnerProtocolHandler } from '../ports.ts';
import type { Answers } from './answer.ts';
import { ClientGone } from './read-body.ts';

/** Handles one call. Returns the body of the answer. */
export type Call = (request: IncomingMessage, response: ServerResponse) => Promise<object>;

/** Answers a `GET` with bytes and additional headers. Rejects before the answer begins, or with ClientGone. */
export type DownloadHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
) => Promise<void>;

export interface HandledCalls {
  /** `POST` calls by path. */
  readonly calls: Readonly<Record<string, Call>>;
  /** Returns the download at a `GET` path; undefined if there is none. */
  readonly downloadAt: (path: string) => DownloadHandler | undefined;
}

export interface HandlerParts {
  readonly answers: Answers;
  readonly log: ProtocolLog;
  /** Resolves once all audit records so far are durable. */
  readonly recorded: () => Promise<void>;
}

const PREFIX = '/runner/v1/';

/** Errors of refused credentials. The audit records these refusals. */
const RECORDED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'enrollment-refused',
  'enrollment-key-differs',
  'enrollment-out-of-bounds',
  'proof-invalid',
  'replica-revoked',
  'replica-copied',
]);

/** Routes the calls of the runner protocol, and turns every failure into an answer. */
export function createHandler(
  { calls, downloadAt }: HandledCalls,
  { answers, log, recorded }: HandlerParts,
): RunnerProtocolHandler {
  const fail = async (request: IncomingMessage, response: ServerResponse, error: unknown): Promise<void> => {
    if (error instanceof ClientGone) return;
    if (!isOutrunnerError(error))
      log.error({ path: request.url, problem: problemOf(error) }, 'a call failed');
    // The audit record of a refusal must be durable before the answer. A journal failure ends the process.
    else if (RECORDED.has(error.code)) await recorded().catch(() => undefined);
    answers.sendError(response, error);
    // Discards the rest of the body, so that the connection can serve the next call.
    request.resume();
  };
  return (request, response) => {
    const path = pathOf(request);
    if (!path.startsWith(PREFIX)) return false;
    request.on('error', ignore);
    response.on('error', ignore);
    const isGet = request.method === 'GET';
    const call = isGet ? undefined : ownValue(calls, path);
    const download = isGet ? downloadAt(path) : undefined;
    const done =
      download === undefined
        ? start(call, path, request, () => call?.(request, response)).then(
            (body) => body && answers.send(response, 200, body),
          )
        : start(download, path, request, () => download(request, response, answers.headers()));
    done.catch((error: unknown) => fail(request, response, error));
    return true;
  };
}

async function start<Answer>(
  found: unknown,
  path: string,
  request: IncomingMessage,
  act: () => Promise<Answer> | undefined,
): Promise<Answer | undefined> {
  const method = request.method ?? 'GET';
  if (found === undefined || (method !== 'POST' && method !== 'GET'))
    throw new OutrunnerError('route-not-found', { method, path });
  const version = request.headers[RUNNER_HEADERS.protocol];
  if (version !== String(RUNNER_PROTOCOL_VERSION))
    throw new OutrunnerError('protocol-version-unsupported', {
      runner: typeof version === 'string' && /^[0-9]{1,9}$/.test(version) ? version : 'none',
      coordinator: RUNNER_PROTOCOL_VERSION,
      program: PROGRAM_VERSION,
    });
  return act();
}

function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '';
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

/** Ignores the error of a broken connection, because the close event follows. */
function ignore(): void {
  return;
}
