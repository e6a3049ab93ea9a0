import { type ErrorCode, isErrorCode } from '../../protocol/errors/catalogue.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { Refusal } from './answer.ts';
import { LinkDown } from './link-down.ts';

/** How a runner reacts to a coordinator's error. */
export type Consequence =
  /** Report the error and end: the runner cannot work with this identity or configuration. */
  | 'end'
  /** Sign in again, then repeat the call. */
  | 'sign-in'
  /** Open a new session. */
  | 'sync'
  /** Another process uses this replica's credentials. */
  | 'replaced'
  /** Repeat the call later. */
  | 'later';

const CONSEQUENCES: Partial<Record<ErrorCode, Consequence>> = {
  'protocol-version-unsupported': 'end',
  'enrollment-refused': 'end',
  'enrollment-key-differs': 'end',
  'replica-revoked': 'end',
  'proof-invalid': 'end',
  'replica-copied': 'end',
  // The runner itself raises these.
  'certificate-differs': 'end',
  'another-coordinator': 'end',
  'data-dir-unusable': 'end',
  'data-dir-copied': 'end',
  usage: 'end',
  'access-token-invalid': 'sign-in',
  'session-unknown': 'sync',
  'session-replaced': 'replaced',
};

export function consequenceOf(code: ErrorCode): Consequence {
  return CONSEQUENCES[code] ?? 'later';
}

/** Returns the error for a refusal: the catalogue's error, or `LinkDown` if this version does not know the code. */
export function refused(refusal: Refusal): Error {
  if (isErrorCode(refusal.code)) return new OutrunnerError(refusal.code, refusal.parameters);
  return new LinkDown(`the coordinator answered ${refusal.code}: ${refusal.message}`);
}
