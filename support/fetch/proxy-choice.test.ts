import assert from 'node:assert/strict';
import { isSupportError } from '../errors/support-error.ts';
import { chooseProxy, proxyAuthorization } from './proxy-choice.ts';

const chosen = (origin: string, environment: Record<string, string>, named?: string) =>
  chooseProxy(origin, named, environment)?.host;

describe('chooseProxy', () => {
  it('prefers the named proxy over the environment', () => {
    const environment = { HTTPS_PROXY: 'http://env:1', NO_PROXY: '*' };
    assert.equal(chosen('https://c.example', environment, 'http://named:2'), 'named:2');
  });

  it('uses the variable of the scheme, lower case first, and accepts values without a scheme', () => {
    const environment = { HTTPS_PROXY: 'http://secure:1', HTTP_PROXY: 'http://plain:2' };
    assert.equal(chosen('https://c.example', environment), 'secure:1');
    assert.equal(chosen('http://c.example', environment), 'plain:2');
    assert.equal(chosen('https://c.example', { ...environment, https_proxy: 'lower:3' }), 'lower:3');
    assert.equal(chosen('https://c.example', { HTTP_PROXY: 'http://plain:2' }), undefined);
  });

  it('returns none if NO_PROXY contains the host, a parent domain, or all hosts', () => {
    const through = (list: string) =>
      chosen('https://c.ops.example:8443', { HTTPS_PROXY: 'http://p:1', NO_PROXY: list }) !== undefined;
    for (const list of [
      'c.ops.example',
      '.ops.example',
      '*.example',
      'a, ops.example',
      '*',
      'OPS.example:8443',
    ])
      assert.equal(through(list), false, list);
    for (const list of ['', 'other.example', 'ops.example:443', 's.example', 'xops.example'])
      assert.equal(through(list), true, list);
  });

  it('refuses an invalid proxy address', () => {
    for (const named of ['socks5://p:1', 'http://', '::'])
      assert.throws(
        () => chooseProxy('https://c.example', named, {}),
        (error) => isSupportError(error) && error.code === 'usage',
      );
  });
});

describe('proxyAuthorization', () => {
  it('encodes the credentials in the address of the proxy', () => {
    assert.equal(proxyAuthorization(new URL('http://p:1')), undefined);
    const header = proxyAuthorization(new URL('http://us%40er:p%3Ass@p:1')) ?? '';
    assert.equal(Buffer.from(header.slice(6), 'base64').toString(), 'us@er:p:ss');
    const unencoded = proxyAuthorization(new URL('http://user:100%@p:1')) ?? '';
    assert.equal(Buffer.from(unencoded.slice(6), 'base64').toString(), 'user:100%');
  });
});
