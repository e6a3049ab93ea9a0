import { isIP } from 'node:net';
import { addressList } from './addresses.ts';

/** Returns whether every address of a network is an address of one of `networks`. All are `ADDR` or `ADDR/BITS`. */
export function isNetworkWithin(network: string, networks: readonly string[]): boolean {
  const { address, family, bits } = rangeOf(network);
  return networks.some((outer) => {
    const range = rangeOf(outer);
    if (range.family !== family || range.bits > bits) return false;
    return addressList([outer], 'The network').check(address, family);
  });
}

function rangeOf(network: string) {
  const [address = '', bits] = network.split('/');
  const isSix = isIP(address) === 6;
  const family = isSix ? ('ipv6' as const) : ('ipv4' as const);
  return { address, family, bits: bits === undefined ? (isSix ? 128 : 32) : Number(bits) };
}
