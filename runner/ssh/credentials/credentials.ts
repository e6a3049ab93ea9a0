import type { ParsedKey } from 'ssh2';

/** The credentials of a user, in memory only. */
export interface Credentials {
  readonly username: string;
  readonly key?: ParsedKey;
  readonly password?: string;
  /** Socket of an agent on the runner's host. */
  readonly agent?: string;
  /** Equal for equal credentials in this process. Does not reveal them. */
  readonly identity: string;
}
