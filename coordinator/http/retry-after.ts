import type { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

/** Seconds, where an error that goes away by itself does not say how many. */
const SOON = 10;

/** The header that says when to try again, for each error that goes away by itself. */
export function retryAfter({ status, parameters }: OutrunnerError): Readonly<Record<string, string>> {
  return status === 429 || status === 503 ? { 'retry-after': String(parameters['seconds'] ?? SOON) } : {};
}
