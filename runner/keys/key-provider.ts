/**
 * A store of secrets on the runner's side. To add one, implement this interface, and add a type to
 * `key-storage-settings.ts` and a case to `open-runner-keys.ts`.
 *
 * A provider reads and never writes, limits the time of a read, and keeps what it read only in memory.
 */
export interface KeyProvider {
  /**
   * Resolves to the text at a path below the mount point. There is at least one segment. Segments are not empty, `.` or
   * `..`, and contain no slash, backslash or control character.
   *
   * @throws KeyFailure if there is no such key, or it is unreadable
   */
  read(segments: readonly string[]): Promise<string>;
  /** Closes connections and timers. */
  close(): Promise<void>;
}

/** Why a provider has no key. `message` names the provider and the location, never a secret, and has no full stop. */
export class KeyFailure extends Error {
  override readonly name = 'KeyFailure';
  readonly kind: 'missing' | 'unusable';
  /** The remedy, as sentences. */
  readonly remedy: string;

  constructor(kind: KeyFailure['kind'], problem: string, remedy: string, options?: ErrorOptions) {
    super(problem, options);
    this.kind = kind;
    this.remedy = remedy;
  }
}
