import * as z from 'zod';
import { Job } from './job.ts';

/** Keys of a job whose value is always a list. XML does not distinguish a list of one item from the item. */
export const LIST_KEYS: readonly string[] = Object.entries(Job.in.shape).flatMap(([key, schema]) =>
  isList(schema) ? key : [],
);

function isList(schema: z.core.$ZodType): boolean {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable)
    return isList(schema.unwrap());
  return schema instanceof z.ZodArray;
}
