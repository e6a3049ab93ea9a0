import { z } from 'zod';

/** A text; numbers and booleans are taken as they print, as the reference system does. */
export const Text = z
  .union([z.string(), z.number(), z.boolean()])
  .transform(String)
  .refine((text) => !text.includes('\0'), 'A text cannot hold a NUL character. Remove it.');

/** A text that is more than white space. */
export const FilledText = Text.refine((text) => text.trim() !== '', 'This must not be blank.');

/** A boolean, or its name as text. */
export const Flag = z
  .union([z.boolean(), z.enum(['true', 'false'])])
  .transform((value) => value === true || value === 'true');
