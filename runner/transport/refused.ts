import { CATALOGUE, type ErrorCode } from '../../protocol/errors/catalogue.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { Refusal } from './answer.ts';
import { LinkDown } from './link-down.ts';

/** What a runner does about an error of the coordinator. */
export type Consequence =
  /** It can never work as it is: say so and end. */
  | 'end'
  /** Sign in anew, then repeat the call. */
  | 'sign-in'
  /** Open a new session. */
  | 'sync'
  /** Another process uses this replica's credentials. */
  | 'replaced'
  /** Ask again later. */
  | 'later';

const CONSEQUENCES: Partial<Record<ErrorCode, Consequence>> = {
  'protocol-version-unsupported': 'end',
  'enrollment-refused': 'end',
  'enrollment-key-differs': 'end',
  'replica-revoked': 'end',
  'proof-invalid': 'end',
  'replica-copied': 'end',
  // These a runner says itself.
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

/** What is thrown for a refusal: the catalogue's error; one that this version does not know is as good as no answer. */
export function refused(refusal: Refusal): Error {
  if (isKnown(refusal.code)) return new OutrunnerError(refusal.code, refusal.parameters);
  return new LinkDown(`the coordinator answered ${refusal.code}: ${refusal.message}`);
}

function isKnown(code: string): code is ErrorCode {
  return Object.hasOwn(CATALOGUE, code);
}
