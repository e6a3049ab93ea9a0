import assert from 'node:assert/strict';
import { isNetworkWithin } from './network-within.ts';

describe('isNetworkWithin', () => {
  const networks = ['10.0.0.0/8', '192.168.1.7', '2001:db8::/32'];

  it('accepts networks and addresses that are completely inside one of the networks', () => {
    for (const inner of ['10.0.0.0/8', '10.4.0.0/16', '10.4.5.6', '192.168.1.7/32', '2001:db8:7::/48'])
      assert.ok(isNetworkWithin(inner, networks), inner);
  });

  it('refuses networks that are wider, elsewhere or of another family', () => {
    for (const outer of ['10.0.0.0/7', '0.0.0.0/0', '11.0.0.0/8', '192.168.1.0/24', '2001:db8::/31', '::/0'])
      assert.ok(!isNetworkWithin(outer, networks), outer);
    assert.ok(!isNetworkWithin('10.0.0.1', []));
  });
});
