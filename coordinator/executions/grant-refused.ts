/** Thrown if a step can never be granted something that it needs. */
export class GrantRefused extends Error {
  override readonly name = 'GrantRefused';
  /** The reference system's code. */
  readonly reason = 'ConfigurationFailure';
}
