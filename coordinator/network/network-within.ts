import { addressList, addressRange } from './addresses.ts';

const WHAT = 'The network';

/**
 * Returns whether every address of a network is an address of one of `networks`. All are `ADDR` or `ADDR/BITS`. Throws
 * `invalid-input` for another text.
 */
export function isNetworkWithin(network: string, networks: readonly string[]): boolean {
  const { address, family, bits } = addressRange(network, WHAT);
  return networks.some((outer) => {
    const range = addressRange(outer, WHAT);
    if (range.family !== family || range.bits > bits) return false;
    return addressList([outer], WHAT).check(address, family);
  });
}
