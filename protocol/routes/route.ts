import type * as z from 'zod';
import type { Access } from './access.ts';
import { fillPath } from './path.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** The mount point of the path: `api` under `/api/{version}`, `outrunner` under `/outrunner/v1`. */
export type Base = 'api' | 'outrunner';

export const OUTRUNNER_BASE = '/outrunner/v1';

/** Media types of job definitions. */
export const JOB_MEDIA_TYPES = [
  'application/yaml',
  'text/yaml',
  'application/x-yaml',
  'text/x-yaml',
  'application/json',
  'application/xml',
  'text/xml',
] as const;

/** The body that a route accepts. */
export type Body =
  | { readonly kind: 'none' }
  /** `optional`: a missing body counts as `{}`. */
  | {
      readonly kind: 'json';
      readonly schema: z.ZodType;
      readonly optional: boolean;
      /** Number of bytes that the route always accepts, however low the configured limit is. */
      readonly least?: number;
      /**
       * Whether the route also accepts a form, URL-encoded or multipart. Each field and each file is read as a string.
       */
      readonly forms?: true;
      /** The key that receives the whole body if its media type is one of `textTypes`. Absent: the route refuses text. */
      readonly textAs?: string;
      /** Default: `text/plain`. */
      readonly textTypes?: readonly string[];
    }
  /**
   * Text of one of these media types; an empty entry allows a request without a media type. `limit` is the setting for
   * its maximum size.
   */
  | {
      readonly kind: 'text';
      readonly mediaTypes: readonly string[];
      readonly limit: 'bodyBytes' | 'importBytes';
      /** The field of a form that may contain the text instead. Absent: the route refuses forms. */
      readonly formField?: string;
      /** Number of bytes that the route never exceeds, however high the configured limit is. */
      readonly most?: number;
    }
  /** Bytes of any type. The handler reads them from the request as they arrive, and limits their number. */
  | { readonly kind: 'bytes' };

/** The media types of a plain text body that a route with `textAs` accepts. */
export const PLAIN_TEXT = ['text/plain'] as const;

/** The successful answer of a route. */
export type Answer =
  | { readonly kind: 'empty' }
  /** `orText`: media types of the text that the query may request instead of JSON. */
  | {
      readonly kind: 'json';
      readonly schema: z.ZodType;
      readonly orText?: readonly string[];
      /** A handler may refuse its input with status 400 and a body of the schema. */
      readonly or400?: true;
    }
  | { readonly kind: 'text'; readonly mediaTypes: readonly string[] }
  /** Unmodified bytes. Supports `Range`, unless the query follows the output. */
  | { readonly kind: 'bytes' }
  /** Server-sent events. `schema` describes the data of one event. */
  | { readonly kind: 'events'; readonly schema: z.ZodType };

/** Schemas by the name of the parameter. */
export type Fields = Readonly<Record<string, z.ZodType>>;

export interface RouteDeclaration<
  Path extends string = string,
  Params extends Fields = Fields,
  Query extends Fields = Fields,
  B extends Body = Body,
  A extends Answer = Answer,
> {
  readonly method: Method;
  readonly base: Base;
  readonly path: Path;
  /** A sentence for the OpenAPI document. */
  readonly summary: string;
  readonly access: Access;
  /** A schema for each parameter of the path. */
  readonly params: Params;
  readonly query: Query;
  /** The query may also pass the options of a job, as `option.NAME`, and metadata, as `meta.KEY`. */
  readonly optionsInQuery?: true;
  readonly body: B;
  readonly status: 200 | 201 | 204;
  readonly answer: A;
  /**
   * Whether the answer waits for programs whose run time a setting limits. Clients then wait without their own timeout.
   */
  readonly answersOnceDone?: true;
}

/** Prefix of the fields and query parameters that pass an option of a job. */
export const OPTION_PREFIX = 'option.';

/** Prefix of query parameters with metadata of a run. Rundeck passes them to its plugins; here they have no effect. */
export const META_PREFIX = 'meta.';

/** A declared route. The router, the client and the OpenAPI document derive from it. */
export type Route = RouteDeclaration;

type InputOf<F extends Fields> = z.input<z.ZodObject<{ -readonly [K in keyof F]: F[K] }>>;
type OutputOf<F extends Fields> = z.output<z.ZodObject<{ -readonly [K in keyof F]: F[K] }>>;

/** The parameters and the query as a client passes them. */
export type ParamsInput<R extends Route> = InputOf<R['params']>;
export type QueryInput<R extends Route> = InputOf<R['query']>;

/** The parameters and the query as the handler receives them, parsed. */
export type ParamsOutput<R extends Route> = OutputOf<R['params']>;
export type QueryOutput<R extends Route> = OutputOf<R['query']>;

/** Text of a body or of an answer, with its media type. */
export interface TextBody {
  readonly text: string;
  readonly mediaType: string;
}

/** Bytes that a client sends as a stream. */
export interface BytesBody {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Total number of bytes. */
  readonly size: number;
}

export type BodyInput<R extends Route> = R['body'] extends { kind: 'json'; schema: infer S extends z.ZodType }
  ? z.input<S>
  : R['body'] extends { kind: 'text' }
    ? TextBody
    : R['body'] extends { kind: 'bytes' }
      ? BytesBody
      : undefined;

export type BodyOutput<R extends Route> = R['body'] extends {
  kind: 'json';
  schema: infer S extends z.ZodType;
}
  ? z.output<S>
  : R['body'] extends { kind: 'text' }
    ? TextBody
    : undefined;

/** The data of a JSON answer, or of one event of a stream. */
export type AnswerOutput<R extends Route> = R['answer'] extends {
  kind: 'json' | 'events';
  schema: infer S extends z.ZodType;
}
  ? z.output<S>
  : R['answer'] extends { kind: 'text' }
    ? TextBody
    : undefined;

/** Returns the request path of a route with its parameters filled in. */
export function routePath(
  route: Pick<Route, 'base' | 'path'>,
  parameters: Readonly<Record<string, string | number>>,
  apiVersion: number,
): string {
  const prefix = route.base === 'api' ? `/api/${apiVersion}` : OUTRUNNER_BASE;
  return prefix + fillPath(route.path, parameters);
}
