import type { CatalogueEntry } from '../../support/errors/catalogue-entry.ts';
import { SUPPORT_ERRORS } from '../../support/errors/support-error.ts';
import { DISCOVERY_ERRORS } from './discovery-errors.ts';
import { DISPATCH_ERRORS } from './dispatch-errors.ts';
import { PROGRAM_ERRORS } from './program-errors.ts';
import { REQUEST_ERRORS } from './request-errors.ts';
import { RUNNER_PROTOCOL_ERRORS } from './runner-protocol-errors.ts';
import { STEP_ERRORS } from './step-errors.ts';

/**
 * Every error that leaves a process of Outrunner: its code, HTTP status, message and remedy. `docs/errors.md` lists it.
 */
export const CATALOGUE = {
  ...SUPPORT_ERRORS,
  ...REQUEST_ERRORS,
  ...DISPATCH_ERRORS,
  ...RUNNER_PROTOCOL_ERRORS,
  ...PROGRAM_ERRORS,
  ...STEP_ERRORS,
  ...DISCOVERY_ERRORS,
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof CATALOGUE;

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(CATALOGUE, code);
}
