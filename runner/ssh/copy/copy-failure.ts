import { problemOf } from '../../../support/errors/problem-of.ts';
import { type HostAddress, showHostAddress } from '../endpoint/host-address.ts';
import { SshFailure } from '../ssh-failure.ts';

/** Returns the failure for a file that could not be written on a node. */
export function copyFailure(address: HostAddress, path: string, cause: unknown): SshFailure {
  if (cause instanceof SshFailure) return cause;
  return new SshFailure(
    'IOFailure',
    `${path} could not be written on ${showHostAddress(address)}: ${problemOf(cause)}.`,
    'Check that the folder exists, is writable for the user, and has free space, or set another folder in file-copy-destination-dir.',
    { cause },
  );
}
