import type * as z from 'zod';
import type { Access } from './access.ts';
import { type PathParameter, parameterNames } from './path.ts';
import { PATH_PARAMETERS } from './path-parameters.ts';
import type { Answer, Base, Body, Fields, Method, RouteDeclaration } from './route.ts';

const NO_QUERY = {} as const;
const NO_BODY = { kind: 'none' } as const;
const EMPTY = { kind: 'empty' } as const;

/** A JSON body, or a JSON answer. */
export const json = <S extends z.ZodType>(schema: S) => ({ kind: 'json', schema, optional: false }) as const;

/** A JSON body that may be left out. Every key of its schema must be optional. */
export const optionalJson = <S extends z.ZodType>(schema: S) =>
  ({ kind: 'json', schema, optional: true }) as const;

/** A body that is JSON or a form and may be left out. Its schema must accept strings for all values. */
export const optionalForm = <S extends z.ZodType>(schema: S) =>
  ({ kind: 'json', schema, optional: true, forms: true }) as const;

/** A route declaration, which may omit keys with a default. */
interface Declared<
  Path extends string,
  Own extends Fields,
  Query extends Fields,
  B extends Body,
  A extends Answer,
> {
  /** Default: `GET`. */
  readonly method?: Method;
  /** Default: `api`. */
  readonly base?: Base;
  /** Each path parameter must be one of {@link PATH_PARAMETERS}. */
  readonly path: PathParameter<Path> extends keyof typeof PATH_PARAMETERS ? Path : never;
  readonly summary: string;
  readonly access: Access;
  /** Schemas that replace those of `PATH_PARAMETERS`. */
  readonly params?: Own & { readonly [Name in Exclude<keyof Own, PathParameter<Path>>]: never };
  /** Default: none. */
  readonly query?: Query;
  readonly optionsInQuery?: true;
  /** Default: none. */
  readonly body?: B;
  /** Default: 200, or 204 without a response body. */
  readonly status?: 201;
  /** Default: no body. */
  readonly answer?: A;
  readonly answersOnceDone?: true;
}

/** The schemas of a path's parameters: the route's own, otherwise those of {@link PATH_PARAMETERS}. */
type ParamsOf<Path extends string, Own> = {
  readonly [Name in PathParameter<Path>]: Name extends keyof Own
    ? Own[Name]
    : Name extends keyof typeof PATH_PARAMETERS
      ? (typeof PATH_PARAMETERS)[Name]
      : never;
};

/** Declares a route, and fills in the defaults of absent keys. */
export function defineRoute<
  const Path extends `/${string}`,
  const Own extends Fields = typeof NO_QUERY,
  const Query extends Fields = typeof NO_QUERY,
  const B extends Body = typeof NO_BODY,
  const A extends Answer = typeof EMPTY,
>(declared: Declared<Path, Own, Query, B, A>): RouteDeclaration<Path, ParamsOf<Path, Own>, Query, B, A> {
  const schemas: Fields = { ...PATH_PARAMETERS, ...declared.params };
  const params = parameterNames(declared.path).map((name) => [name, schemas[name]]);
  const route: RouteDeclaration = {
    method: 'GET',
    base: 'api',
    query: NO_QUERY,
    body: NO_BODY,
    status: declared.answer === undefined ? 204 : 200,
    answer: EMPTY,
    ...declared,
    params: Object.fromEntries(params),
  };
  // The compiler cannot infer that the spread gives absent keys their default types.
  return route as RouteDeclaration<Path, ParamsOf<Path, Own>, Query, B, A>;
}
