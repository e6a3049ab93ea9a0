/** Why an operation on a node over SSH failed, with Rundeck's names. */
export type SshReason =
  | 'HostNotFound'
  | 'ConnectionTimeout'
  | 'ConnectionFailure'
  | 'AuthenticationFailure'
  | 'SSHProtocolFailure'
  | 'IOFailure'
  | 'ConfigurationFailure'
  | 'Interrupted';

/**
 * Thrown if a server refuses to open a session on a connection. Another connection, or a later attempt, may succeed.
 */
export class SessionRefused extends Error {
  override readonly name = 'SessionRefused';
}

/**
 * A failure that a person can act on. `message` is one sentence with the affected value. `remedy` describes what to do.
 */
export class SshFailure extends Error {
  readonly reason: SshReason;
  readonly remedy: string;

  constructor(reason: SshReason, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SshFailure';
    this.reason = reason;
    this.remedy = remedy;
  }

  get explanation(): string {
    return `${this.message} ${this.remedy}`.trim();
  }
}
