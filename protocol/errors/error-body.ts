import * as z from 'zod';
import { API_VERSIONS } from '../version.ts';
import type { OutrunnerError } from './outrunner-error.ts';

/**
 * Body of every error answer, in Rundeck's format; `remedy` and `parameters` are additions. Some errors have further
 * fields.
 */
export const ErrorBody = z.object({
  error: z.literal(true),
  errorCode: z.string(),
  apiversion: z.number(),
  message: z.string(),
  remedy: z.string().optional(),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

export function errorBody(error: OutrunnerError): ErrorBody {
  return {
    error: true,
    errorCode: error.code,
    apiversion: API_VERSIONS.newest,
    message: error.message,
    ...(error.remedy === '' ? {} : { remedy: error.remedy }),
    parameters: error.parameters,
    ...error.answer,
  };
}
