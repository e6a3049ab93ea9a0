import { connect, type Socket } from 'node:net';
import { systemCode } from '../../../support/files/system-code.ts';
import { holdForTurn } from '../../link/hold-for-turn.ts';
import { type HostAddress, showHostAddress } from '../endpoint/host-address.ts';
import { SshFailure } from '../ssh-failure.ts';

/** Opens a TCP connection without Nagle's delay, which would cost a short command 40 ms in each direction. */
export function dial(address: HostAddress, milliseconds: number, signal?: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address.host, port: address.port, noDelay: true });
    writeTogether(socket);
    const timer =
      milliseconds > 0 ? setTimeout(() => fail(timedOut(address, milliseconds)), milliseconds) : undefined;
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.off('error', onError);
    };
    const fail = (failure: SshFailure) => {
      settle();
      socket.on('error', () => undefined);
      socket.destroy();
      reject(failure);
    };
    const onAbort = () => fail(interrupted(address));
    const onError = (error: Error) => fail(dialFailure(address, error));
    socket.on('error', onError);
    socket.once('connect', () => {
      settle();
      resolve(socket);
    });
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) onAbort();
  });
}

/**
 * Combines the writes of one turn: ssh2 splits a packet into up to three writes, and writes consecutive answers
 * separately.
 */
function writeTogether(socket: Socket): void {
  const { write } = socket;
  socket.write = (...args: never[]) => {
    holdForTurn(socket);
    return Reflect.apply(write, socket, args);
  };
}

/** Returns the failure of a connection attempt that was cancelled. */
export function interrupted(address: HostAddress): SshFailure {
  return new SshFailure('Interrupted', `Connecting to ${showHostAddress(address)} was cancelled.`, '');
}

/** Returns the failure of a server that did not answer in time. */
export function timedOut(address: HostAddress, milliseconds: number): SshFailure {
  return new SshFailure(
    'ConnectionTimeout',
    `${showHostAddress(address)} did not answer within ${milliseconds / 1000} s.`,
    'Check that the host is running and reachable from the runner, or raise ssh-connect-timeout.',
  );
}

function dialFailure(address: HostAddress, error: Error): SshFailure {
  const host = showHostAddress(address);
  // A host name with several addresses fails with an aggregate error.
  const code =
    systemCode(error) ?? (error instanceof AggregateError ? systemCode(error.errors[0]) : undefined);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_FAIL' || code === 'EAI_NODATA') {
    return new SshFailure(
      'HostNotFound',
      `The host name ${address.host} cannot be resolved on the runner's host (${code}).`,
      'Correct hostname of the node, or the name service of the runner.',
      { cause: error },
    );
  }
  if (code === 'ETIMEDOUT') {
    return new SshFailure(
      'ConnectionTimeout',
      `${host} did not answer.`,
      'Check that the host is running and reachable from the runner.',
      { cause: error },
    );
  }
  return new SshFailure(
    'ConnectionFailure',
    `${host} cannot be connected to (${code ?? error.message}).`,
    'Check that an SSH server listens there, and that no firewall blocks the connection.',
    { cause: error },
  );
}
