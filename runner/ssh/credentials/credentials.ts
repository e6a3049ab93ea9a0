import type { ParsedKey } from 'ssh2';

/** What a user proves who they are with. It lives in memory alone. */
export interface Credentials {
  readonly username: string;
  readonly key?: ParsedKey;
  readonly password?: string;
  /** The socket of an agent on the runner's host. */
  readonly agent?: string;
  /** Equal for equal credentials in one process, and tells nothing of them. */
  readonly identity: string;
}
