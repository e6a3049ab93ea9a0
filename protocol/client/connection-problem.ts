import { problemOf } from '../../support/errors/problem-of.ts';
import { systemCode } from '../../support/files/system-code.ts';
import { isOutrunnerError, OutrunnerError } from '../errors/outrunner-error.ts';

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOENT: 'nothing listens there',
  ENOTFOUND: 'its host name is unknown',
  EAI_AGAIN: 'its host name could not be looked up',
  ETIMEDOUT: 'it did not answer in time',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  EHOSTUNREACH: 'there is no route to that host',
  ENETUNREACH: 'there is no route to that network',
  EACCES: 'this user may not connect to it',
  EPROTO: 'it does not speak TLS',
  HPE_INVALID_CONSTANT: 'it does not speak HTTP',
};

const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Returns the catalogue error for a failed connection. An abort by the caller is returned unchanged. */
export function connectionProblem(displayName: string, error: unknown): unknown {
  if (isOutrunnerError(error)) return error;
  const code = systemCode(error) ?? '';
  if (code === 'ABORT_ERR' || (error instanceof Error && error.name === 'AbortError')) return error;
  const parameters = { url: displayName, problem: WORDS[code] ?? problemOf(error) };
  return new OutrunnerError(UNTRUSTED.has(code) ? 'certificate-untrusted' : 'not-reached', parameters, {
    cause: error,
  });
}
