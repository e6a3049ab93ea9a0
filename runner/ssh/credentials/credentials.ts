import type { ParsedKey } from 'ssh2';

/** The credentials of a user. They live only in memory. */
export interface Credentials {
  readonly username: string;
  readonly key?: ParsedKey;
  readonly password?: string;
  /** Socket of an agent on the runner's host. */
  readonly agent?: string;
  /** Equal for equal credentials in this process. It reveals nothing about them. */
  readonly identity: string;
}
