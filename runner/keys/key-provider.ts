/**
 * A store of secrets on the runner's side. To add a kind of store, implement this interface, and add a type to
 * `key-storage-settings.ts` and a case to `open-runner-keys.ts`.
 *
 * A provider is read-only, limits the time of a read, and caches keys only in memory.
 */
export interface KeyProvider {
  /**
   * Resolves to the key at a path below the mount point. The path has at least one segment. Segments are not empty, `.`
   * or `..`, and contain no slash, backslash or control character.
   *
   * @throws KeyFailure if the key does not exist or is unreadable
   */
  read(segments: readonly string[]): Promise<string>;
  /** Closes connections and timers. */
  close(): Promise<void>;
}

/**
 * Thrown if a provider cannot return a key. `message` contains the provider and the location but no secret, and has no
 * full stop.
 */
export class KeyFailure extends Error {
  override readonly name = 'KeyFailure';
  readonly kind: 'missing' | 'unusable';
  /** The remedy, in full sentences. */
  readonly remedy: string;

  constructor(kind: KeyFailure['kind'], problem: string, remedy: string, options?: ErrorOptions) {
    super(problem, options);
    this.kind = kind;
    this.remedy = remedy;
  }
}
