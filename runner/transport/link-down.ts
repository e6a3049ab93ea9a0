import { problemOf } from '../../support/errors/problem-of.ts';
import { systemCode } from '../../support/files/system-code.ts';

/**
 * Thrown if the coordinator did not answer. Whether it received the call is unknown, so the call is repeated. `message`
 * is the reason, on one line.
 */
export class LinkDown extends Error {
  override readonly name = 'LinkDown';
}

/** Thrown if a call was abandoned because its session ended. */
export class CallAborted extends Error {
  override readonly name = 'CallAborted';
}

/** Returns why a connection failed, in words that a person can understand. */
export function describeFailure(error: unknown): string {
  const code = codeIn(error);
  const known = code === undefined ? undefined : KNOWN[code];
  if (known !== undefined) return known;
  return problemOf(error) || (code ?? 'the connection failed');
}

/**
 * Returns the error code. Connecting to several addresses fails with an aggregate, whose first error contains the code.
 */
function codeIn(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = systemCode(error);
  if (code !== undefined) return code;
  if (error instanceof AggregateError) return codeIn(error.errors[0]);
  return codeIn(error.cause);
}

const UNTRUSTED = 'its certificate is not trusted here: give its authority with --ca FILE';

const UNIDENTIFIED =
  'it requires a client certificate that it accepts: give one with --client-cert and --client-key';

const KNOWN: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was lost',
  EPIPE: 'the connection was lost',
  ENOTFOUND: 'its name is unknown to the DNS',
  EAI_AGAIN: 'the DNS does not answer',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to it',
  UND_ERR_SOCKET: 'the connection was lost',
  UND_ERR_CONNECT_TIMEOUT: 'it does not accept the connection',
  UND_ERR_HEADERS_TIMEOUT: 'it does not answer in time',
  UND_ERR_BODY_TIMEOUT: 'its answer ended early',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'its answer was truncated',
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: UNIDENTIFIED,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: UNIDENTIFIED,
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: UNIDENTIFIED,
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet, or the clock of this machine is wrong',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};
