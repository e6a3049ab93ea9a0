/**
 * A place on the runner's side that holds secrets. To add another one, implement this, and give it a type in
 * `key-storage-settings.ts` and a case in `open-runner-keys.ts`.
 *
 * A provider reads and never writes, bounds the time a read takes, and keeps what it read in memory alone.
 */
export interface KeyProvider {
  /**
   * The text at a path below where it is mounted. There is at least one segment; none is empty, `.` or `..`, or holds a
   * slash, a backslash or a control character.
   *
   * @throws KeyFailure where there is none, or it cannot be read
   */
  read(segments: readonly string[]): Promise<string>;
  /** Lets go of connections and timers. */
  close(): Promise<void>;
}

/** Why a provider gives no key. `message` names the provider and the place, never a secret, and has no full stop. */
export class KeyFailure extends Error {
  override readonly name = 'KeyFailure';
  readonly kind: 'missing' | 'unusable';
  /** What a person can do, as sentences. */
  readonly remedy: string;

  constructor(kind: KeyFailure['kind'], problem: string, remedy: string, options?: ErrorOptions) {
    super(problem, options);
    this.kind = kind;
    this.remedy = remedy;
  }
}
