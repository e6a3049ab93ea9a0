import type { IncomingMessage } from 'node:http';
import type * as z from 'zod';
import type { ManagementRoutes, RouteName } from '../../protocol/routes/management-routes.ts';
import type { BodyOutput, ParamsOutput, QueryOutput, Route, TextBody } from '../../protocol/routes/route.ts';
import type { Caller } from '../access/caller.ts';
import type { OpenStream } from './streams/open-streams.ts';

/** A call of a route. Its input is valid, and its caller may use the route. */
export interface RouteCall<R extends Route> {
  readonly params: ParamsOutput<R>;
  readonly query: QueryOutput<R>;
  readonly body: BodyOutput<R>;
  readonly caller: Caller;
  /** Aborted when the client has disconnected, or the coordinator ends. */
  readonly signal: AbortSignal;
  readonly request: IncomingMessage;
  /** The version of the API in the path; the newest for calls below `/outrunner/v1`. */
  readonly apiVersion: number;
  /** The caller's open stream; undefined if the answer is not a stream. */
  readonly stream: OpenStream | undefined;
}

/** One event for a subscriber. */
export interface OutgoingEvent {
  /** Token that resumes the stream after this event. */
  readonly id: string;
  /** The JSON of the event. If `bytes` is set, only the part of the JSON before the base64 of the bytes. */
  readonly data: string;
  /** Bytes that are sent in base64. They are valid until the next event is requested. */
  readonly bytes?: {
    readonly payload: Uint8Array;
    /** The part of the JSON after the base64. */
    readonly rest: string;
  };
}

/** Bytes for a client, read only as fast as the client accepts them. */
export interface BytesReply {
  readonly status: 200 | 206 | 416;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A text response. */
export type TextReply = TextBody & {
  readonly kind: 'text';
  readonly headers?: Readonly<Record<string, string>>;
};

/** A JSON body that is sent with status 400. */
export interface JsonRefusal<Content = unknown> {
  readonly kind: 'refusal';
  readonly content: Content;
}

/** The return value of a handler. Ignored if the route has an empty answer. */
export type RouteReply<R extends Route> = R['answer'] extends {
  kind: 'json';
  schema: infer S extends z.ZodType;
}
  ?
      | z.input<S>
      | (R['answer'] extends { orText: readonly string[] } ? TextReply : never)
      | (R['answer'] extends { or400: true } ? JsonRefusal<z.input<S>> : never)
  : R['answer'] extends { kind: 'text' }
    ? TextReply
    : R['answer'] extends { kind: 'bytes' }
      ? BytesReply
      : R['answer'] extends { kind: 'events' }
        ? AsyncIterable<OutgoingEvent>
        : unknown;

export type Handler<R extends Route> = (call: RouteCall<R>) => Promise<RouteReply<R>> | RouteReply<R>;

/** A handler for each of these routes. */
export type HandlersOf<Names extends RouteName> = {
  readonly [Name in Names]: Handler<ManagementRoutes[Name]>;
};

/** A handler for each route. A missing handler does not compile. */
export type Handlers = HandlersOf<RouteName>;
