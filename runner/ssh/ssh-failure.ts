/** Why an operation on a node over SSH failed, as Rundeck names it. */
export type SshReason =
  | 'HostNotFound'
  | 'ConnectionTimeout'
  | 'ConnectionFailure'
  | 'AuthenticationFailure'
  | 'SSHProtocolFailure'
  | 'IOFailure'
  | 'ConfigurationFailure'
  | 'Interrupted';

/** Thrown if a server refuses a session on a connection. Another connection, or a later attempt, may succeed. */
export class SessionRefused extends Error {
  override readonly name = 'SessionRefused';
}

/**
 * A failure that a person can act on. `message` is one sentence that names the value concerned; `remedy` says what to
 * do.
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
