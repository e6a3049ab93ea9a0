import * as z from 'zod';

/** A property of a log filter. Values are strings, as in the job format; a flag is set if it is `true`. */
export const FilterProperty = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  kind: z.enum(['text', 'flag', 'pattern', 'choice']),
  /** The value of an absent property. */
  default: z.string().optional(),
  /** The allowed values of a choice. */
  values: z.array(z.string()).readonly().optional(),
});
export type FilterProperty = z.infer<typeof FilterProperty>;

/** A log filter and its properties. */
export const FilterDeclaration = z.object({
  type: z.string(),
  /** Other names of the filter in jobs. */
  aliases: z.array(z.string()).readonly(),
  title: z.string(),
  description: z.string(),
  properties: z.array(FilterProperty).readonly(),
});
export type FilterDeclaration = z.infer<typeof FilterDeclaration>;
