/** A bound of what callers may do over HTTP. */
export interface Limit {
  readonly value: number;
  /** What the number counts, with its unit, for the table of `docs/security.md`. */
  readonly bounds: string;
}

const limit = (value: number, bounds: string): Limit => ({ value, bounds });

/** The bounds of what callers may do over HTTP. Those that an administrator can change are in the settings (`limits`). */
export const HTTP_LIMITS = {
  failedLogins: limit(
    20,
    'Failed logins within a minute, of one address and in the name of one replica or enrollment token, before further failures answer 429. A valid credential is never limited by them',
  ),
  failedLoginOrigins: limit(10_000, 'Addresses and credentials whose failed logins are counted'),
  signIns: limit(64, 'Sign-ins of one replica within a minute'),
} as const satisfies Record<string, Limit>;
