import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

/** Returns the addresses of declared proxies, from `ADDR` or `ADDR/BITS`. Throws `invalid-input`. */
export function proxyList(declared: readonly string[]): BlockList {
  return addressList(declared, 'The proxy address');
}

/** Parses a list of addresses and ranges. `what` begins the message of `invalid-input`. */
export function addressList(declared: readonly string[], what: string): BlockList {
  const list = new BlockList();
  for (const text of declared) {
    const { address, bits, family } = addressRange(text, what);
    list.addSubnet(address, bits, family);
  }
  return list;
}

/** A range of addresses: those whose first `bits` bits equal those of `address`. */
export interface AddressRange {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** Parses `ADDR`, a range of one address, or `ADDR/BITS`. `what` begins the message of `invalid-input`. */
export function addressRange(text: string, what: string): AddressRange {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const longest = family === 'ipv6' ? 128 : 32;
  const isRange = bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= longest);
  if (isIP(address) !== 0 && isRange && more.length === 0)
    return { address, bits: bits === undefined ? longest : Number(bits), family };
  throw new OutrunnerError('invalid-input', {
    what: `${what} "${text}"`,
    problem: 'it is not an address or a range of addresses',
    remedy: 'Give one such as 10.0.0.7 or 10.0.0.0/24.',
  });
}

/** The client address of a connection without an address. */
export const LOCAL_SOCKET = 'local socket';

export function contains(list: BlockList, address: string): boolean {
  const plain = plainAddress(address);
  const family = isIP(plain);
  return family !== 0 && list.check(plain, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Returns whether the request comes directly from a declared proxy, so that its `X-Forwarded-*` headers are trusted.
 */
export function isFromProxy(request: IncomingMessage, proxies: BlockList): boolean {
  return contains(proxies, request.socket.remoteAddress ?? '');
}

/**
 * Returns the client's address: that of the connection or, behind declared proxies, the nearest address that is not a
 * proxy's. Returns {@link LOCAL_SOCKET} for a connection without an address.
 */
export function clientAddress(request: IncomingMessage, proxies: BlockList): string {
  const nearest = request.socket.remoteAddress;
  if (nearest === undefined || nearest === '') return LOCAL_SOCKET;
  if (!contains(proxies, nearest)) return plainAddress(nearest);
  const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const hops = forwarded.map((hop) => hop.trim()).filter((hop) => hop !== '');
  return plainAddress(hops.findLast((hop) => !contains(proxies, hop)) ?? nearest);
}

export function isLoopback(address: string): boolean {
  const plain = plainAddress(address);
  return plain === '::1' || plain === 'localhost' || /^127\.\d+\.\d+\.\d+$/.test(plain);
}

/**
 * Returns the network that rate limits count as one caller: an IPv4 address, or the /64 network of an IPv6 address,
 * which usually belongs to one host.
 */
export function networkOf(address: string): string {
  const plain = plainAddress(address);
  if (isIP(plain) !== 6) return plain;
  const [before = '', after] = plain.replace(/%.*$/, '').split('::');
  const groups = before === '' ? [] : before.split(':');
  const rest = after === undefined || after === '' ? [] : after.split(':');
  const zeros = after === undefined ? 0 : 8 - groups.length - rest.length;
  const all = [...groups, ...Array<string>(Math.max(0, zeros)).fill('0'), ...rest];
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/** Converts an IPv4-mapped IPv6 address to IPv4. Returns other addresses unchanged. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
