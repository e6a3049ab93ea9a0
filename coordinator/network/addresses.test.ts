import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { clientAddress, isFromProxy, isLoopback, proxyList } from './addresses.ts';

const request = (remoteAddress: string | undefined, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

describe('a client address', () => {
  const proxies = proxyList(['10.0.0.7', '192.168.0.0/16', '2001:db8::/32']);

  it('is the address of the connection, whatever the headers claim, unless a declared proxy reports another address', () => {
    assert.equal(clientAddress(request('203.0.113.9', '1.1.1.1'), proxies), '203.0.113.9');
    assert.equal(clientAddress(request('10.0.0.7', '1.1.1.1'), proxies), '1.1.1.1');
    assert.equal(clientAddress(request('10.0.0.7'), proxies), '10.0.0.7');
  });

  it('is the nearest forwarded address that is not a proxy, because the client can forge the earlier ones', () => {
    assert.equal(clientAddress(request('10.0.0.7', '6.6.6.6, 1.1.1.1, 192.168.3.4'), proxies), '1.1.1.1');
  });

  it('is written as IPv4 if it is IPv4-mapped, and as "local socket" if the connection has no address', () => {
    assert.equal(clientAddress(request('::ffff:203.0.113.9'), proxies), '203.0.113.9');
    assert.equal(clientAddress(request('::ffff:10.0.0.7', '1.1.1.1'), proxies), '1.1.1.1');
    assert.equal(clientAddress(request(undefined), proxies), 'local socket');
    assert.ok(isFromProxy(request('2001:db8::1'), proxies));
    assert.ok(!isFromProxy(request(undefined), proxies));
  });
});

describe('a list of proxies', () => {
  it('refuses an invalid address or range', () => {
    for (const wrong of ['', 'localhost', '10.0.0.0/33', '10.0.0.0/x', '10.0.0.0/', '::/129', '1.2.3']) {
      assert.throws(() => proxyList([wrong]), isOutrunnerError, wrong);
    }
  });
});

describe('isLoopback', () => {
  it('accepts only loopback addresses and `localhost`', () => {
    for (const yes of ['127.0.0.1', '127.8.9.1', '::1', 'localhost', '::ffff:127.0.0.1'])
      assert.ok(isLoopback(yes));
    for (const no of ['0.0.0.0', '10.0.0.1', '127.0.0.1.example', 'localhost.example'])
      assert.ok(!isLoopback(no));
  });
});
