import { z } from 'zod';

/** Short forms in which the routes of the neighbouring files are declared. */
export const NO_BODY = { kind: 'none' } as const;
export const EMPTY = { kind: 'empty' } as const;

export const json = <S extends z.ZodType>(schema: S) => ({ kind: 'json', schema, optional: false }) as const;

/** A JSON body that may be left out. Every key of its schema must be optional. */
export const optionalJson = <S extends z.ZodType>(schema: S) =>
  ({ kind: 'json', schema, optional: true }) as const;

/** An integer in a query. */
export const queryInteger = (minimum: number, maximum: number) =>
  z.coerce.number().int().min(minimum).max(maximum).optional();

/** `true` or `false` in a query. */
export const queryFlag = () => z.stringbool().optional();
