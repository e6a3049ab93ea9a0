import { BlockList, isIP } from 'node:net';
import { bareHost } from '../text/bare-host.ts';

/** Decides which addresses a fetch may connect to. `refusal` returns why an address is denied. */
export interface AddressPolicy {
  refusal(host: string, address: string): string | undefined;
}

const DENIED: readonly (readonly [string, string])[] = [
  ['0.0.0.0/8', 'an unspecified address'],
  ['::/128', 'an unspecified address'],
  ['127.0.0.0/8', 'a loopback address'],
  ['::1/128', 'a loopback address'],
  ['169.254.169.254/32', 'a metadata service'],
  ['169.254.170.0/24', 'a metadata service'],
  ['100.100.100.200/32', 'a metadata service'],
  ['168.63.129.16/32', 'a metadata service'],
  ['192.0.0.192/32', 'a metadata service'],
  ['fd00:ec2::/32', 'a metadata service'],
  ['fd20:ce::254/128', 'a metadata service'],
  ['169.254.0.0/16', 'a link-local address'],
  ['fe80::/10', 'a link-local address'],
  ['fec0::/10', 'a site-local address'],
  ['224.0.0.0/3', 'a multicast or reserved address'],
  ['ff00::/8', 'a multicast address'],
];

const NETWORKS = DENIED.map(([network, what]) => ({ list: blockList([network]), what }));

/**
 * Denies loopback, link-local, metadata, unspecified and multicast addresses, including IPv4 addresses in an IPv6 form,
 * unless they are listed.
 *
 * @param allowed hosts as written in a URL, IP addresses, and networks such as `10.1.0.0/16`; any other entry allows
 * nothing.
 */
export function addressPolicy(allowed: readonly string[]): AddressPolicy {
  const entries = allowed.map((entry) => entry.trim().toLowerCase()).filter((entry) => entry !== '');
  const hosts = new Set(entries.map(bareHost));
  const networks = blockList(entries.map(bareHost));
  return {
    refusal: (host, address) => {
      const bare = bareHost(host.toLowerCase());
      if (hosts.has(bare) || hosts.has(bare.replace(/\.$/, ''))) return undefined;
      const forms = formsOf(address);
      if (forms.length === 0) return `${address} is not an address`;
      if (forms.some((form) => has(networks, form))) return undefined;
      const denied = NETWORKS.find(({ list }) => forms.some((form) => has(list, form)));
      return denied === undefined ? undefined : `${address} is ${denied.what}`;
    },
  };
}

/**
 * Returns the address and, if it is the IPv6 form of an IPv4 address (mapped, compatible, NAT64 or 6to4), also the IPv4
 * address.
 */
function formsOf(given: string): string[] {
  const address = bareHost(given).replace(/%.*$/, '');
  if (isIP(address) === 4) return [address];
  if (isIP(address) !== 6) return [];
  const groups = groupsOf(address);
  const within = embeddedIn(groups);
  return within === undefined ? [address] : [address, within];
}

function embeddedIn(groups: readonly number[]): string | undefined {
  const starts = (...start: number[]) => start.every((group, index) => groups[index] === group);
  if (starts(0x2002)) return dotted(groups[1] ?? 0, groups[2] ?? 0);
  const last = dotted(groups[6] ?? 0, groups[7] ?? 0);
  if (starts(0, 0, 0, 0, 0, 0xffff) || starts(0, 0, 0, 0, 0xffff, 0)) return last;
  if (starts(0x64, 0xff9b, 0, 0, 0, 0) || starts(0x64, 0xff9b, 1)) return last;
  const isShort = groups.slice(0, 7).every((group) => group === 0) && (groups[7] ?? 0) <= 1;
  return starts(0, 0, 0, 0, 0, 0) && !isShort ? last : undefined;
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** Returns the eight groups of an IPv6 address. The URL parser expands its short forms. */
function groupsOf(address: string): number[] {
  const written = bareHost(new URL(`http://[${address}]`).hostname);
  const [head = '', tail] = written.split('::');
  const numbers = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const [front, back] = [numbers(head), numbers(tail ?? '')];
  return [...front, ...Array<number>(8 - front.length - back.length).fill(0), ...back];
}

function blockList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    const family = isIP(address);
    const bits = prefix === undefined ? (family === 4 ? 32 : 128) : Number(prefix);
    if (family === 0 || !Number.isInteger(bits) || bits < 0 || bits > (family === 4 ? 32 : 128)) continue;
    list.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

function has(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}
