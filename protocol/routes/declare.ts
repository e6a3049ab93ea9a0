import { z } from 'zod';
import { ExecutionId } from '../ids.ts';

/** Short forms in which the routes of the neighbouring files are declared. */
export const NO_BODY = { kind: 'none' } as const;
export const EMPTY = { kind: 'empty' } as const;

export const json = <S extends z.ZodType>(schema: S) => ({ kind: 'json', schema, optional: false }) as const;

/** A JSON body that may be left out. Every key of its schema must be optional. */
export const optionalJson = <S extends z.ZodType>(schema: S) =>
  ({ kind: 'json', schema, optional: true }) as const;

/** The same, for which a form may stand: its values must be readable from texts. */
export const optionalForm = <S extends z.ZodType>(schema: S) =>
  ({ kind: 'json', schema, optional: true, forms: true }) as const;

/** The id of an execution as it stands in a path. */
export const executionInPath = z
  .union([z.number(), z.string().regex(/^\d{1,15}$/, 'the id of an execution is a whole number')])
  .pipe(z.coerce.number())
  .pipe(ExecutionId);

/** An integer in a query. */
export const queryInteger = (minimum: number, maximum: number) =>
  z.coerce.number().int().min(minimum).max(maximum).optional();

/** `true` or `false` in a query. */
export const queryFlag = () => z.stringbool().optional();
