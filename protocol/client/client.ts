import { OutrunnerError } from '../errors/outrunner-error.ts';
import { MANAGEMENT_ROUTES, type ManagementRoutes, type RouteName } from '../routes/management-routes.ts';
import { queryString } from '../routes/path.ts';
import {
  type AnswerOutput,
  type BodyInput,
  type BytesBody,
  type ParamsInput,
  type QueryInput,
  type Route,
  routePath,
  type TextBody,
} from '../routes/route.ts';
import { API_VERSIONS } from '../version.ts';
import { notOurs, readAnswerJson, readAnswerText, readError } from './answer.ts';
import type { BoundToken } from './endpoint.ts';
import { EventStreamParser } from './event-stream-parser.ts';
import type { Transport, TransportResponse } from './transport.ts';

/** Milliseconds without data after which a call counts as lost. */
const CALL_IDLE = 60_000;
/**
 * Milliseconds without data after which a stream counts as lost. The coordinator sends a comment in each stream every
 * 10 s, so two of them are missing by then.
 */
const STREAM_IDLE = 25_000;
const FOREVER = 0;

type Part<Name extends string, T> =
  Record<never, never> extends T ? { readonly [K in Name]?: T } : { readonly [K in Name]: T };

type BodyPart<R extends Route> = R['body'] extends { kind: 'none' }
  ? unknown
  : R['body'] extends { optional: true }
    ? { readonly body?: BodyInput<R> }
    : { readonly body: BodyInput<R> };

/** The inputs of a call. */
export type CallInput<R extends Route> = Part<'params', ParamsInput<R>> &
  Part<'query', QueryInput<R>> &
  BodyPart<R> & { readonly signal?: AbortSignal };

/** An event of a stream, with the token that resumes after it. */
export interface StreamedEvent<Event> {
  readonly id: string;
  readonly event: Event;
}

/** The bytes of an answer, as they arrive. */
export interface BytesAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly bytes: AsyncIterable<Uint8Array>;
}

type CallAnswer<R extends Route> = R['answer'] extends { kind: 'events' }
  ? AsyncGenerator<StreamedEvent<AnswerOutput<R>>, void, undefined>
  : R['answer'] extends { kind: 'bytes' }
    ? Promise<BytesAnswer>
    : Promise<AnswerOutput<R>>;

type Call<R extends Route> =
  Record<never, never> extends CallInput<R>
    ? (input?: CallInput<R>) => CallAnswer<R>
    : (input: CallInput<R>) => CallAnswer<R>;

/**
 * One method per route, with the route's name. Each rejects with an error of the catalogue, or with the caller's abort.
 */
export type Client = { readonly [Name in RouteName]: Call<ManagementRoutes[Name]> } & {
  readonly origin: string;
  readonly displayName: string;
  close(): void;
};

export interface ClientOptions {
  readonly transport: Transport;
  /** Without a token, only public calls and calls over the owner's local socket succeed. */
  readonly token?: BoundToken;
}

interface LooseInput {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/**
 * Creates a client of the management API. Throws `invalid-input` when the token was saved for another origin.
 * Methods of event streams yield the events of one connection; `followEvents` reconnects.
 */
export function createClient(options: ClientOptions): Client {
  const { transport, token } = options;
  if (token !== undefined && token.origin !== transport.origin) {
    throw new OutrunnerError('invalid-input', {
      what: 'The saved token',
      problem: `it is for ${token.origin}, not for ${transport.origin}`,
      remedy: 'Connect to that address, or save a token for this one.',
    });
  }
  const methods = Object.entries<Route>(MANAGEMENT_ROUTES).map(([name, route]) => [
    name,
    (input: LooseInput = {}) => answerOf(route, input, transport, token),
  ]);
  // The loop covers every route of the table, which the compiler cannot infer.
  return Object.assign(Object.fromEntries(methods), {
    origin: transport.origin,
    displayName: transport.displayName,
    close: () => transport.close(),
  }) as Client;
}

function answerOf(route: Route, input: LooseInput, transport: Transport, token: BoundToken | undefined) {
  const { answer } = route;
  const response = () => send(route, input, transport, token);
  switch (answer.kind) {
    case 'events':
      return events(route, response, transport);
    case 'bytes':
      return response().then(
        (got): BytesAnswer => ({ status: got.status, headers: got.headers, bytes: got.body }),
      );
    case 'text':
      return response().then(
        async (got): Promise<TextBody> => ({
          text: await readAnswerText(transport, got),
          mediaType: got.headers['content-type'] ?? '',
        }),
      );
    case 'json':
      return response().then(async (got) => parse(route, await readAnswerJson(transport, got), transport));
    case 'empty':
      return response().then(async (got) => {
        await readAnswerText(transport, got);
      });
  }
}

async function send(
  route: Route,
  input: LooseInput,
  transport: Transport,
  token: BoundToken | undefined,
): Promise<TransportResponse> {
  const body = bodyOf(route, input.body);
  const response = await transport.send({
    method: route.method,
    path: routePath(route, input.params ?? {}, API_VERSIONS.newest) + queryString(input.query ?? {}),
    headers: {
      accept: ACCEPT[route.answer.kind],
      ...(token === undefined ? {} : { 'x-rundeck-auth-token': token.value }),
      ...(body === undefined
        ? {}
        : { 'content-type': body.mediaType, 'content-length': String(body.length) }),
    },
    idleTimeout: idleLimit(route, input.query),
    ...(body === undefined ? {} : { body: body.content }),
    ...(input.signal === undefined ? {} : { signal: input.signal }),
  });
  if (response.status >= 300) throw await readError(transport, response);
  return response;
}

/** Returns the milliseconds without data after which a call of the route counts as lost. */
function idleLimit({ answer, answersOnceDone }: Route, query: LooseInput['query']): number {
  if (answersOnceDone === true) return FOREVER;
  // While a client follows output, the coordinator sends bytes only when a step writes some.
  if (answer.kind === 'bytes' && query?.['follow'] === 'true') return FOREVER;
  return answer.kind === 'events' || answer.kind === 'bytes' ? STREAM_IDLE : CALL_IDLE;
}

const ACCEPT = {
  events: 'text/event-stream, application/json',
  bytes: 'application/octet-stream, application/json',
  text: '*/*',
  json: 'application/json',
  empty: 'application/json',
} as const;

interface SentBody {
  readonly content: string | AsyncIterable<Uint8Array>;
  /** Length of `content`, in bytes. */
  readonly length: number;
  readonly mediaType: string;
}

function bodyOf(route: Route, body: unknown): SentBody | undefined {
  if (route.body.kind === 'none' || body === undefined) return undefined;
  if (route.body.kind === 'bytes') {
    const { bytes, size } = body as BytesBody;
    return { content: bytes, length: size, mediaType: 'application/octet-stream' };
  }
  const { text, mediaType } =
    route.body.kind === 'text'
      ? (body as TextBody)
      : { text: JSON.stringify(body), mediaType: 'application/json' };
  return { content: text, length: Buffer.byteLength(text), mediaType };
}

async function* events(
  route: Route,
  response: () => Promise<TransportResponse>,
  transport: Transport,
): AsyncGenerator<StreamedEvent<unknown>, void, undefined> {
  const got = await response();
  if (!(got.headers['content-type'] ?? '').startsWith('text/event-stream')) {
    throw notOurs(transport, 'its answer is not an event stream');
  }
  const parser = new EventStreamParser();
  for await (const chunk of got.body) {
    for (const raw of parser.push(chunk)) {
      yield { id: raw.id, event: parse(route, JSON.parse(raw.data), transport) };
    }
  }
}

function parse(route: Route, value: unknown, transport: Transport): unknown {
  if (route.answer.kind !== 'json' && route.answer.kind !== 'events') return value;
  const parsed = route.answer.schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw notOurs(transport, `${route.path} answered ${issue?.path.join('.')}: ${issue?.message}`);
}
