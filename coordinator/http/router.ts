import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import * as z from 'zod';
import type { Settings } from '../../protocol/entities/settings.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { MANAGEMENT_ROUTES, type RouteName } from '../../protocol/routes/management-routes.ts';
import { NOT_AVAILABLE_ROUTES } from '../../protocol/routes/not-available-routes.ts';
import { type Base, OUTRUNNER_BASE, type Route } from '../../protocol/routes/route.ts';
import { API_VERSIONS } from '../../protocol/version.ts';
import { jsonBytes } from '../../support/slices/json-text.ts';
import { inSlices } from '../../support/slices/sliced.ts';
import { Caller } from '../access/caller.ts';
import type { Policy, Principal } from '../access/policy.ts';
import type { CallerRequests, OpenRequest } from '../network/caller-requests.ts';
import { BodyBudget } from './body-budget.ts';
import type { BytesReply, Handlers, JsonRefusal, OutgoingEvent, RouteCall, TextReply } from './handler.ts';
import { givenValues, parseInput, refuseUnknownQuery } from './parse-input.ts';
import { readBody, withoutNulls } from './read-body.ts';
import { sendEmpty, sendPieces, sendText } from './send-reply.ts';
import type { OpenStream, OpenStreams } from './streams/open-streams.ts';
import { sendBytes, sendEvents } from './streams/send-stream.ts';

export interface RouterParts {
  readonly handlers: Handlers;
  readonly authenticate: (request: Request) => Principal;
  /** Returns the principal of a call with this token of a webhook. */
  readonly authenticateWebhook: (request: Request, token: string) => Principal;
  /**
   * Calls `gone` once the token with this id is deleted or has expired. Returns a function that ends the subscription.
   */
  readonly onTokenGone: (id: string, gone: () => void) => () => void;
  readonly policy: Policy;
  readonly settings: () => Settings;
  readonly requests: CallerRequests;
  readonly streams: OpenStreams;
  /** Resolves once all acts so far are durable in the audit. An answer about an act is sent only after that. */
  readonly audited: () => Promise<void>;
  /** Aborted when the coordinator ends, which ends all streams. */
  readonly ending: AbortSignal;
}

type LooseCall = {
  readonly [Key in keyof RouteCall<Route>]: Key extends 'body' ? unknown : RouteCall<Route>[Key];
};
type LooseHandler = (call: LooseCall) => Promise<unknown> | unknown;

/**
 * Mounts every declared route. Answers 501 for unimplemented routes of the contract, 405 for other methods of a
 * declared path, and 404 for all other requests.
 */
export function mountRoutes(app: Express, parts: RouterParts): void {
  const bodies = BodyBudget.withLimits();
  const bases: Record<Base, express.Router> = { api: express.Router(), outrunner: express.Router() };
  for (const name of Object.keys(MANAGEMENT_ROUTES) as RouteName[]) {
    const route: Route = MANAGEMENT_ROUTES[name];
    // `Handlers` guarantees that the types of handlers and routes agree; a loop over names cannot prove that to the
    // compiler.
    const handle = routeHandler(name, route, parts.handlers[name] as LooseHandler, parts, bodies);
    bases[route.base][verb(route)](expressPath(route.path), handle);
  }
  for (const route of NOT_AVAILABLE_ROUTES) {
    bases[route.base][verb(route)](expressPath(route.path), (request) => {
      parts.authenticate(request);
      throw new OutrunnerError('not-available-yet', { what: `${route.method} ${route.path}` });
    });
  }
  for (const [path, methods] of methodsByPath()) {
    const [base, ...rest] = path.split(' ');
    bases[base as Base].all(expressPath(rest.join(' ')), (request) => {
      parts.authenticate(request);
      const allowed = methods.join(', ');
      request.res?.setHeader('allow', allowed);
      throw new OutrunnerError('method-not-allowed', { method: request.method, path: request.path, allowed });
    });
  }
  app.use('/api/:version', checkVersion, bases.api);
  app.use(OUTRUNNER_BASE, bases.outrunner);
  app.use((request: Request) => {
    if (/^\/(api|outrunner)\//.test(request.path)) parts.authenticate(request);
    throw new OutrunnerError('route-not-found', { method: request.method, path: request.path });
  });
}

function routeHandler(
  name: RouteName,
  route: Route,
  handle: LooseHandler,
  parts: RouterParts,
  bodies: BodyBudget,
) {
  const params = z.object(route.params);
  const query = z.looseObject(route.query);
  return async (request: Request, response: Response): Promise<void> => {
    const caller = callerOf(name, route, request, parts);
    const left = new AbortController();
    const { stream, open } = opened(route, response, caller, parts);
    response.once('close', () => {
      left.abort();
      stream?.leave();
      open?.leave();
    });
    endWithToken(route, response, caller, left, parts);
    const signal = AbortSignal.any([left.signal, parts.ending]);
    refuseUnknownQuery(route, request.query);
    const given = givenValues(request.query);
    const asked = {
      params: parseInput(params, pathParameters(request), 'path'),
      query: parseInput(query, given, 'query'),
    };
    const limit = bodyLimit(route, parts.settings());
    const reply = await bodies.use(callerName(caller), request, limit, async () => {
      const body = await bodyOf(route, request, limit, isFormatGiven(given));
      return handle({ ...asked, body, caller, signal, request, apiVersion: apiVersionOf(request), stream });
    });
    await parts.audited();
    await sendReply(route, response, reply, { signal, stream });
  };
}

/** Returns the name by which limits distinguish callers: the id of the token, or the user and address. */
function callerName({ principal }: Pick<Caller, 'principal'>): string {
  return principal.tokenId ?? `${principal.user} ${principal.from}`;
}

/** Counts the request for its caller, as a stream if the answer is a stream. Throws `too-many-requests`. */
function opened(
  { answer }: Route,
  response: Response,
  { principal }: Caller,
  { requests, streams }: RouterParts,
): { readonly stream?: OpenStream; readonly open?: OpenRequest } {
  const name = callerName({ principal });
  return answer.kind === 'events' || answer.kind === 'bytes'
    ? { stream: streams.open(name, response) }
    : { open: requests.open(name) };
}

/** Ends a stream when the token that opened it is deleted or expires. */
function endWithToken(
  { answer }: Route,
  response: Response,
  { principal }: Caller,
  left: AbortController,
  { onTokenGone }: RouterParts,
): void {
  if (principal.tokenId === undefined || (answer.kind !== 'events' && answer.kind !== 'bytes')) return;
  response.once(
    'close',
    onTokenGone(principal.tokenId, () => left.abort()),
  );
}

function callerOf(name: RouteName, { access }: Route, request: Request, parts: RouterParts): Caller {
  if (access === 'anybody') {
    const nobody: Principal = { user: 'anybody', roles: [], from: request.socket.remoteAddress ?? '' };
    return new Caller(nobody, () => false);
  }
  if (access === 'webhook-token')
    return new Caller(
      parts.authenticateWebhook(request, String(request.params['webhookToken'])),
      parts.policy,
    );
  const caller = new Caller(parts.authenticate(request), parts.policy);
  const project = ProjectName.safeParse(request.params['project']);
  caller.requireRoute({ name, access, project: project.data });
  return caller;
}

/** Returns the maximum bytes of a body that are in memory at once; 0 for routes that have no body or stream it. */
function bodyLimit({ body }: Route, { limits }: Settings): number {
  switch (body.kind) {
    case 'none':
    case 'bytes':
      return 0;
    case 'text':
      return Math.min(limits[body.limit], body.most ?? Number.POSITIVE_INFINITY);
    case 'json':
      return Math.max(limits.bodyBytes, body.least ?? 0);
  }
}

/** Whether the query sets the format of the body. */
function isFormatGiven(given: object): boolean {
  return ['fileformat', 'fileFormat', 'format'].some((name) => name in given);
}

async function bodyOf({ body }: Route, request: Request, limit: number, anyType: boolean) {
  const raw = await readBody(request, body, limit, anyType);
  if (body.kind !== 'json') return raw;
  const parsed = body.schema.safeParse(raw);
  return parsed.success ? parsed.data : parseInput(body.schema, withoutNulls(raw), 'body');
}

async function sendReply(
  route: Route,
  response: Response,
  reply: unknown,
  { signal, stream }: { readonly signal: AbortSignal; readonly stream: OpenStream | undefined },
): Promise<void> {
  // The compiler has checked through `Handlers` that the handler's result matches the answer of the route.
  switch (route.answer.kind) {
    case 'empty':
      return sendEmpty(response, route.status);
    case 'bytes':
      return sendBytes(response, reply as BytesReply, signal, stream);
    case 'events':
      return sendEvents(response, reply as AsyncIterable<OutgoingEvent>, signal, stream);
    case 'text':
    case 'json':
      if (route.answer.kind === 'json' && route.answer.or400 === true && isRefusal(reply))
        return sendPieces(response, 400, 'application/json', await inSlices(jsonBytes(reply.content)));
      if (!isText(reply))
        return sendPieces(response, route.status, 'application/json', await inSlices(jsonBytes(reply)));
      for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
      return sendText(response, route.status, reply.mediaType, reply.text);
  }
}

function isRefusal(reply: unknown): reply is JsonRefusal {
  return typeof reply === 'object' && reply !== null && 'kind' in reply && reply.kind === 'refusal';
}

function isText(reply: unknown): reply is TextReply {
  return typeof reply === 'object' && reply !== null && 'kind' in reply && reply.kind === 'text';
}

function checkVersion(request: Request, _response: Response, next: NextFunction): void {
  const version = String(request.params['version']);
  const number = /^[1-9]\d{0,2}$/.test(version) ? Number(version) : Number.NaN;
  if (!(number >= API_VERSIONS.oldest && number <= API_VERSIONS.newest)) {
    throw new OutrunnerError('api.error.api-version.unsupported', { version, ...API_VERSIONS });
  }
  next();
}

/** Returns the version in the path of a request that `checkVersion` has let through. */
function apiVersionOf({ baseUrl }: Request): number {
  return Number(/^\/api\/(\d+)/.exec(baseUrl)?.[1] ?? API_VERSIONS.newest);
}

function methodsByPath(): Map<string, string[]> {
  const methods = new Map<string, string[]>();
  for (const { base, path, method } of [
    ...Object.values<Route>(MANAGEMENT_ROUTES),
    ...NOT_AVAILABLE_ROUTES,
  ]) {
    const key = `${base} ${path}`;
    methods.set(key, [...(methods.get(key) ?? []), method]);
  }
  return methods;
}

function verb(route: { readonly method: Route['method'] }) {
  return route.method.toLowerCase() as 'get' | 'post' | 'put' | 'delete';
}

/** Converts `{name}` to the express syntax: `:name`, and `*name` for `{+name}`. */
function expressPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1').replace(/\{\+(\w+)\}/g, '*$1');
}

/** Returns the path parameters as strings. Express returns a list for a parameter of several segments. */
function pathParameters(request: Request): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.params).map(([name, value]) => [name, [value].flat().join('/')]),
  );
}
