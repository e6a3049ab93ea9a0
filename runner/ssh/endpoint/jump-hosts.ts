import { type HostAddress, parseHostAddress } from './host-address.ts';

/** A server that a connection passes through. The default user name is that of the node. */
export interface JumpHost extends HostAddress {
  readonly username?: string;
}

const MOST_JUMPS = 8;

/** Parses a comma-separated list of `[user@]host[:port]`, nearest first; undefined if an entry is invalid. */
export function parseJumpHosts(text: string): readonly JumpHost[] | undefined {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.length > MOST_JUMPS) return undefined;
  const hosts = parts.map(parseJumpHost);
  return hosts.every((host) => host !== undefined) ? hosts : undefined;
}

function parseJumpHost(text: string): JumpHost | undefined {
  const at = text.lastIndexOf('@');
  if (at === 0) return undefined;
  const address = parseHostAddress(text.slice(at + 1));
  if (!address || at < 0) return address;
  return { ...address, username: text.slice(0, at) };
}
