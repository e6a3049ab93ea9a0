import * as z from 'zod';

/** A string. Numbers and booleans are converted to strings, as in Rundeck. */
export const Text = z
  .union([z.string(), z.number(), z.boolean()])
  .transform(String)
  .refine((text) => !text.includes('\0'), 'A string cannot contain a NUL character. Remove it.');

/** A string that contains more than white space. */
export const FilledText = Text.refine((text) => text.trim() !== '', 'This must not be blank.');

/** Words that YAML parses as booleans if they are not quoted. */
const BOOLEAN_WORD = /^(?:true|false|yes|no|on|off)$/i;

/** A boolean, or its name as text in any letter case. */
export const Flag = z
  .union([z.boolean(), z.string().regex(BOOLEAN_WORD, { abort: true })])
  .transform((value) => /^(?:true|yes|on)$/i.test(String(value)));

/** A whole number, or its digits as text. */
export const WholeNumber = z
  .union([z.int(), z.string().regex(/^-?\d{1,15}$/, 'This must be a whole number.')])
  .transform(Number);

/** Any JSON value. */
export const Json = z.json().meta({ id: 'json' });

/**
 * Configuration of a plugin: strings by key. Other values are converted: null to a blank string, lists and maps to
 * JSON.
 */
export const TextMap = z.record(z.string(), Json.transform(textOf));

function textOf(value: z.core.util.JSONType): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
