import * as z from 'zod';

/**
 * Properties of a step's configuration. Job values may be strings, numbers or booleans; each property accepts all
 * that it can parse.
 */

const Scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** A required string. */
export const requiredText = (description: string) =>
  Scalar.refine((text) => text.trim() !== '', 'it is blank').describe(description);

/** An optional string. */
export const optionalText = (description: string) => Scalar.optional().describe(description);

/** A property that accepts one of these strings. */
export const choice = <const Values extends readonly [string, ...string[]]>(
  values: Values,
  fallback: Values[number],
  description: string,
) => z.enum(values).default(fallback).describe(description);

export const flag = (fallback: boolean, description: string) =>
  z
    .union([z.boolean(), z.enum(['true', 'false'])])
    .transform((value) => value === true || value === 'true')
    .default(fallback)
    .describe(description);

interface NumberBounds {
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
}

const numeral = ({ least, most, whole }: NumberBounds) =>
  z
    .union([
      z.number(),
      z
        .string()
        .trim()
        .regex(/^\d{1,12}(\.\d{1,6})?$/, 'it is not a number')
        .transform(Number),
    ])
    .pipe((whole === true ? z.int() : z.number()).min(least).max(most));

export const requiredNumber = (bounds: NumberBounds, description: string) =>
  numeral(bounds).describe(description);

export const number = (fallback: number, bounds: NumberBounds, description: string) =>
  numeral(bounds).default(fallback).describe(description);

/** A map of names to strings, or a string that contains such a map as JSON or YAML. */
export const map = (description: string) =>
  z
    .union([z.string(), z.record(z.string(), Scalar)])
    .optional()
    .describe(description);
