import type { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

/** Default wait in seconds, for temporary errors that do not specify a wait. */
const SOON = 10;

/** Returns the `Retry-After` header of a temporary error; no header for any other error. */
export function retryAfter({ status, parameters }: OutrunnerError): Readonly<Record<string, string>> {
  return status === 429 || status === 503 ? { 'retry-after': String(parameters['seconds'] ?? SOON) } : {};
}
