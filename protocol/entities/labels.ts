import { z } from 'zod';

/** Most labels of one replica. */
export const MOST_LABELS = 32;

/** As `site` or `rack.row`. */
export const LabelName = z.string().regex(/^[A-Za-z0-9](?:[\w./-]{0,62})$/);

/** One line of text. */
export const LabelValue = z
  .string()
  .max(255)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  .regex(/^[^\u0000-\u001f\u007f]*$/);

/** What the host of a replica says of itself, as its administrator set it there; for people and for filters of runners. */
export const Labels = z
  .record(LabelName, LabelValue)
  .refine((labels) => Object.keys(labels).length <= MOST_LABELS);
export type Labels = z.infer<typeof Labels>;

/** `site=fra rack=3`, sorted; empty where there is none. */
export function labelText(labels: Labels | undefined): string {
  return Object.entries(labels ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(' ');
}
