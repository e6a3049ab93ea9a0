import assert from 'node:assert/strict';
import { addressPolicy } from './address-policy.ts';

describe('addressPolicy', () => {
  const strict = addressPolicy([]);

  for (const [address, reason] of [
    ['127.0.0.1', /loopback/],
    ['127.9.9.9', /loopback/],
    ['::1', /loopback/],
    ['0.0.0.0', /unspecified/],
    ['::', /unspecified/],
    ['169.254.169.254', /metadata/],
    ['fd00:ec2::254', /metadata/],
    ['100.100.100.200', /metadata/],
    ['169.254.1.1', /link-local/],
    ['fe80::1%eth0', /link-local/],
    ['::ffff:127.0.0.1', /loopback/],
    ['::ffff:7f00:1', /loopback/],
    ['::127.0.0.1', /loopback/],
    ['::ffff:0:127.0.0.1', /loopback/],
    ['64:ff9b::169.254.169.254', /metadata/],
    ['2002:7f00:1::', /loopback/],
    ['224.0.0.1', /multicast/],
    ['255.255.255.255', /reserved/],
    ['ff02::1', /multicast/],
    ['', /not an address/],
  ] as const) {
    it(`denies ${address === '' ? 'an empty address' : address}`, () => {
      assert.match(strict.refusal('host', address) ?? 'permitted', reason);
    });
  }

  for (const address of [
    '10.0.0.1',
    '192.168.1.1',
    '93.184.216.34',
    '2606:2800::1',
    'fd12::1',
    '::ffff:10.0.0.1',
  ]) {
    it(`allows ${address}`, () => assert.equal(strict.refusal('host', address), undefined));
  }

  it('allows listed hosts, addresses and networks that it would otherwise deny', () => {
    const policy = addressPolicy([
      'LocalHost',
      '127.0.0.2',
      ' 169.254.0.0/16 ',
      '::1',
      'no address',
      '1.2.3.4/99',
    ]);
    assert.equal(policy.refusal('localhost', '127.0.0.1'), undefined);
    assert.equal(policy.refusal('localhost.', '127.0.0.1'), undefined);
    assert.match(policy.refusal('other', '127.0.0.1') ?? '', /loopback/);
    assert.equal(policy.refusal('other', '127.0.0.2'), undefined);
    assert.equal(policy.refusal('other', '::ffff:127.0.0.2'), undefined);
    assert.equal(policy.refusal('other', '169.254.169.254'), undefined);
    assert.equal(policy.refusal('[::1]', '::1'), undefined);
  });
});
