import * as z from 'zod';

/**
 * The read-only type of a parsed message. Zod infers mutable types, and its own `readonly` freezes each message,
 * which costs time.
 */
export type DeepReadonly<Value> = Value extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
    : Value;

/** A whole number from 0. */
export const Count = z.int().min(0);
export const AtLeastOne = z.int().min(1);

/** Variables by name. */
export const Environment = z.record(z.string(), z.string());

const LARGEST_SIDE = 10_000;
const Side = AtLeastOne.transform((side) => Math.min(side, LARGEST_SIDE));

/** Size of a pseudo-terminal, in characters. Larger sides are reduced. */
export const TerminalSizeSchema = z.object({ columns: Side, rows: Side });
