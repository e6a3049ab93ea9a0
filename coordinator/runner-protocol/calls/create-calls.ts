import type { IncomingMessage } from 'node:http';
import type * as z from 'zod';
import { DEFAULT_SETTINGS } from '../../../protocol/entities/settings.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { ClaimsRequest } from '../../../protocol/runner/claims.ts';
import { EnrollRequest } from '../../../protocol/runner/enroll.ts';
import { RUNNER_LIMITS, RUNNER_PATHS } from '../../../protocol/runner/headers.ts';
import { PollRequest } from '../../../protocol/runner/poll.ts';
import { ResultsRequest } from '../../../protocol/runner/results.ts';
import { SyncRequest } from '../../../protocol/runner/sync.ts';
import { TokenRequest } from '../../../protocol/runner/token.ts';
import { FailedLogins } from '../../access/failed-logins.ts';
import type { RefusedLogin } from '../../access/refused-logins.ts';
import type { RunnerDiscovery } from '../../dispatch/runner-discovery.ts';
import { CallerRequests, type OpenRequest } from '../../network/caller-requests.ts';
import { HTTP_LIMITS } from '../../network/limits.ts';
import { DiscoveryBodies } from '../discovery/discovery-bodies.ts';
import { Enroll, type EnrollParts } from '../enrollment/enroll.ts';
import { BodyPace } from '../http/body-pace.ts';
import type { HandledCalls } from '../http/handler.ts';
import { type BodyLimits, readJson } from '../http/read-body.ts';
import type { AddressOf, OnProven } from '../needs.ts';
import type { AccessTokens } from '../sign-in/access-tokens.ts';
import { Nonces } from '../sign-in/nonces.ts';
import { SignInCall } from '../sign-in/sign-in.ts';
import { Callers, type InSession, type SignedIn } from './caller.ts';
import { Claims, type ClaimsParts } from './operations/claims.ts';
import { OperationFiles, type OperationFilesParts, readFilePath } from './operations/operation-files.ts';
import { OutputCall, type OutputCallParts } from './operations/output.ts';
import { Results, type ResultsParts } from './operations/results.ts';
import { Poll, type PollParts } from './session/poll.ts';
import { Sync, type SyncParts } from './session/sync.ts';

export type CallParts = Omit<EnrollParts, 'failedLogins'> &
  ClaimsParts &
  OutputCallParts &
  OperationFilesParts &
  PollParts &
  Omit<ResultsParts, 'claims'> &
  Omit<SyncParts, 'claims' | 'results'> & {
    readonly addressOf: AddressOf;
    readonly onProven: OnProven;
    readonly onRefusedLogin: (login: RefusedLogin) => void;
    readonly accessTokens: AccessTokens;
    /** Program of the thread that parses long discoveries. */
    readonly discoveryWorker: URL | string;
    readonly discoveries: Pick<RunnerDiscovery, 'answered' | 'awaitedBytes'>;
  };

/** Maximum size of a body, in bytes, for calls whose bodies are always small. */
const SMALL = 64 * 1024;

/** Creates the calls of the runner protocol, by path. */
export function createCalls(parts: CallParts): HandledCalls {
  const { addressOf, onProven, accessTokens, settings, registry } = parts;
  const failedLogins = new FailedLogins(() => parts.clock.monotonic(), parts.onRefusedLogin);
  const callers = new Callers(accessTokens, registry, onProven);
  const enroll = new Enroll({ ...parts, failedLogins });
  const signIn = new SignInCall({ ...parts, failedLogins, nonces: new Nonces(parts.clock) });
  const claims = new Claims(parts);
  const results = new Results({ ...parts, claims });
  const sync = new Sync({ ...parts, claims, results });
  const poll = new Poll(parts);
  const output = new OutputCall(parts);
  const files = new OperationFiles(parts);
  const discoveryBodies = new DiscoveryBodies(parts.discoveryWorker);
  // Never below the default: the limit is meant for API users, and runners must still be able to deliver.
  const bodyLimit = (): number =>
    Math.max(settings.current().limits.bodyBytes, DEFAULT_SETTINGS.limits.bodyBytes);
  const pace = new BodyPace(parts.clock);
  const requests = new CallerRequests({
    ofOne: HTTP_LIMITS.requestsOfOne.value,
    bodyBytes: () => Math.max(HTTP_LIMITS.replicaBodyBytes.value, bodyLimit()),
  });
  const deadline = { seconds: HTTP_LIMITS.anonymousBodySeconds.value, clock: parts.clock };
  const readAnonymous = <Schema extends z.ZodType>(request: IncomingMessage, schema: Schema) =>
    readJson(request, schema, { bytes: HTTP_LIMITS.anonymousBodyBytes.value, deadline });
  /** Counts the request for its replica until it is answered. */
  const during = async <Answer>(
    { claimant }: SignedIn,
    act: (open: OpenRequest) => Promise<Answer>,
  ): Promise<Answer> => {
    const open = requests.open(claimant.replicaId);
    try {
      return await act(open);
    } finally {
      open.leave();
    }
  };
  const inSession = <Schema extends z.ZodType, Answer>(
    request: IncomingMessage,
    schema: Schema,
    limits: Pick<BodyLimits, 'bytes' | 'values'>,
    act: (body: z.infer<Schema>, caller: InSession) => Promise<Answer>,
  ): Promise<Answer> => {
    const caller = callers.inSession(request);
    return during(caller, async ({ keep }) => {
      await pace.wait(caller.presence, request, limits.bytes);
      const body = await readJson(request, schema, { ...limits, keep });
      // The session may have been replaced while the body arrived.
      if (caller.session.closed !== undefined) throw new OutrunnerError(caller.session.closed);
      return act(body, caller);
    });
  };
  const calls: HandledCalls['calls'] = {
    [RUNNER_PATHS.enroll]: async (request) => {
      const answer = await enroll.answer(await readAnonymous(request, EnrollRequest), addressOf(request));
      onProven(request, answer.replicaId);
      return answer;
    },
    [RUNNER_PATHS.token]: async (request) => {
      const body = await readAnonymous(request, TokenRequest);
      const answer = await signIn.answer(body, addressOf(request));
      if ('accessToken' in answer) onProven(request, body.replicaId);
      return answer;
    },
    [RUNNER_PATHS.sync]: async (request) => {
      const caller = callers.signedIn(request);
      return during(caller, async ({ keep }) => {
        const { syncBytes, syncValues } = HTTP_LIMITS;
        await pace.wait(caller.presence, request, syncBytes.value);
        const limits = { bytes: syncBytes.value, values: syncValues.value, keep };
        const body = await readJson(request, SyncRequest, limits);
        return sync.answer(body, caller, addressOf(request));
      });
    },
    [RUNNER_PATHS.poll]: async (request, response) =>
      inSession(request, PollRequest, { bytes: SMALL }, (body, caller) =>
        poll.answer(body, caller, response),
      ),
    [RUNNER_PATHS.claims]: async (request) =>
      inSession(request, ClaimsRequest, { bytes: SMALL }, async ({ operations }, caller) => ({
        claims: await claims.answer(operations, caller),
      })),
    [RUNNER_PATHS.output]: async (request) => {
      const caller = callers.inSession(request);
      return during(caller, () => output.answer(request, caller));
    },
    [RUNNER_PATHS.results]: async (request) =>
      inSession(
        request,
        ResultsRequest,
        { bytes: bodyLimit(), values: RUNNER_LIMITS.resultsValues },
        (body, caller) => results.answer(body, caller),
      ),
    [RUNNER_PATHS.discoveries]: async (request) => {
      const caller = callers.inSession(request);
      const { replicaId } = caller.claimant;
      const unpacked = parts.discoveries.awaitedBytes(replicaId);
      // Do not unpack an answer for which no request is waiting.
      if (unpacked === undefined) return { awaited: false };
      const size = { packed: bodyLimit(), unpacked };
      const { discoveryId, outcome } = await during(caller, () =>
        discoveryBodies.read(replicaId, request, size),
      );
      return { awaited: parts.discoveries.answered(discoveryId, replicaId, outcome) };
    },
  };
  return {
    calls,
    downloadAt: (path) => {
      const file = readFilePath(path);
      if (file === undefined) return undefined;
      return async (request, response, headers) => {
        const caller = callers.inSession(request);
        return during(caller, () => files.answer(file, caller, request, response, headers));
      };
    },
  };
}
