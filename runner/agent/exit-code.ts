import type { ErrorCode } from '../../protocol/errors/catalogue.ts';

/** Exit codes of `outrunner runner start`. */
export const RUNNER_EXIT = { drained: 0, failed: 1, usage: 2, refused: 3, left: 130 } as const;

const REFUSED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'enrollment-refused',
  'enrollment-key-differs',
  'replica-revoked',
  'proof-invalid',
  'protocol-version-unsupported',
  'another-coordinator',
  'certificate-differs',
  'session-replaced',
  'replica-copied',
  'data-dir-copied',
]);

const USAGE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'usage',
  'plaintext-refused',
  'enrollment-token-missing',
]);

export function exitCodeOf(code: ErrorCode): number {
  if (USAGE.has(code)) return RUNNER_EXIT.usage;
  return REFUSED.has(code) ? RUNNER_EXIT.refused : RUNNER_EXIT.failed;
}
