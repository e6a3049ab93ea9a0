import * as z from 'zod';

/** The values entered so far for the options of a job, by name. */
export const OptionValuesQuestion = z.object({
  options: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
});
export type OptionValuesQuestion = z.infer<typeof OptionValuesQuestion>;

/** For each option whose values come from a URL: the values, or why they could not be loaded. */
export const OptionValuesAnswer = z.object({
  options: z.record(
    z.string(),
    z.union([
      z.object({ values: z.array(z.object({ name: z.string(), value: z.string(), selected: z.boolean() })) }),
      z.object({ error: z.string(), code: z.string(), remedy: z.string() }),
    ]),
  ),
});
export type OptionValuesAnswer = z.infer<typeof OptionValuesAnswer>;
