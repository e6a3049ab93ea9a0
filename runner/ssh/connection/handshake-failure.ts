import { type HostAddress, showHostAddress } from '../endpoint/host-address.ts';
import { SshFailure } from '../ssh-failure.ts';
import { timedOut } from './dial.ts';

/** Facts about a failed handshake. */
export interface FailedHandshake {
  readonly address: HostAddress;
  readonly username: string;
  readonly milliseconds: number;
  readonly offered: readonly string[] | undefined;
  readonly tried: readonly string[];
  /** Lines such as `(remote) C->S cipher: aes256-ctr`. */
  readonly algorithms: readonly string[];
  /** Whether the server sent text that is not the beginning of the SSH protocol. */
  readonly isOtherProtocol: boolean;
}

/** Converts ssh2's error for a failed handshake into an SshFailure that a person can act on. */
export function handshakeFailure(error: unknown, handshake: FailedHandshake): SshFailure {
  const host = showHostAddress(handshake.address);
  const message = error instanceof Error ? error.message : String(error);
  switch (levelOf(error)) {
    case 'client-timeout':
      return timedOut(handshake.address, handshake.milliseconds);
    case 'client-authentication':
      return authenticationFailure(host, handshake, error);
    case 'client-socket':
      if (handshake.isOtherProtocol) return noServer(host, error);
      return new SshFailure(
        'ConnectionFailure',
        `The connection to ${host} was lost during the handshake (${message}).`,
        'Check the log of its SSH server.',
        { cause: error },
      );
    default:
      if (/^Connection lost before handshake|^closed$/.test(message))
        return handshake.isOtherProtocol ? noServer(host, error) : closedEarly(host, error);
      return new SshFailure(
        'SSHProtocolFailure',
        `${host} and the runner cannot speak SSH with each other: ${message}.${algorithmText(message, handshake)}`,
        'Let the SSH server there offer an algorithm of the runner, or check that the port is that of an SSH server.',
        { cause: error },
      );
  }
}

function authenticationFailure(host: string, handshake: FailedHandshake, cause: unknown): SshFailure {
  const tried = handshake.tried.join(', ') || 'no method that it accepts';
  const offered = handshake.offered?.join(', ') || 'nothing';
  return new SshFailure(
    'AuthenticationFailure',
    `${host} refused user ${handshake.username}: tried ${tried}; the server offers ${offered}.`,
    'Check that the user exists and is not locked, that its key is in authorized_keys or its password is correct, and that the server offers the method in ssh-authentication of the node.',
    { cause },
  );
}

function noServer(host: string, cause: unknown): SshFailure {
  return new SshFailure(
    'SSHProtocolFailure',
    `The server at ${host} is not an SSH server.`,
    'Correct the port in hostname of the node.',
    { cause },
  );
}

function closedEarly(host: string, cause: unknown): SshFailure {
  return new SshFailure(
    'ConnectionFailure',
    `${host} closed the connection during the handshake.`,
    'See its log: it may have too many connections (MaxStartups) or shut out the runner after failed logins (PerSourcePenalties).',
    { cause },
  );
}

/**
 * Returns what each side offers for the kind of algorithm that failed to match; empty if the message contains no kind.
 */
function algorithmText(message: string, { algorithms }: FailedHandshake): string {
  const kind = [
    ['key exchange', 'KEX method'],
    ['host key', 'Host key format'],
    ['C->S cipher', 'C->S cipher'],
    ['S->C cipher', 'S->C cipher'],
    ['C->S MAC', 'C->S MAC'],
    ['S->C MAC', 'S->C MAC'],
  ].find(([named]) => named !== undefined && message.includes(named))?.[1];
  if (kind === undefined) return '';
  const offers = (side: string) =>
    algorithms.find((line) => line.startsWith(`(${side}) ${kind}: `))?.slice(`(${side}) ${kind}: `.length);
  return ` The server offers ${offers('remote')}; the runner ${offers('local')}.`;
}

function levelOf(error: unknown): unknown {
  return error instanceof Error && 'level' in error ? error.level : undefined;
}
