/** A step cannot be granted what it needs, now or later. */
export class GrantRefused extends Error {
  override readonly name = 'GrantRefused';
  /** The reference system's code. */
  readonly reason = 'ConfigurationFailure';
}
