import * as z from 'zod';

/**
 * The read-only type of a parsed message. Zod infers mutable types. Its `readonly` would also freeze each message,
 * which costs time.
 */
export type DeepReadonly<Value> = Value extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
    : Value;

/** An integer of at least 0. */
export const Count = z.int().min(0);
export const AtLeastOne = z.int().min(1);

/** Environment variables by name. */
export const Environment = z.record(z.string(), z.string());

const LARGEST_SIDE = 10_000;
const Side = AtLeastOne.transform((side) => Math.min(side, LARGEST_SIDE));

/** Size of a pseudo-terminal, in characters. Values above the maximum are reduced to it. */
export const TerminalSizeSchema = z.object({ columns: Side, rows: Side });
