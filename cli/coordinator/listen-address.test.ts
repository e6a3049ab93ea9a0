import assert from 'node:assert/strict';
import { listenAddress } from './coordinator-commands.ts';

describe('--listen', () => {
  it('accepts an address and a port, with IPv6 in brackets', () => {
    assert.deepEqual(listenAddress('127.0.0.1:4440'), { address: '127.0.0.1', port: 4440 });
    assert.deepEqual(listenAddress('[::1]:0'), { address: '::1', port: 0 });
    assert.deepEqual(listenAddress('localhost:80'), { address: 'localhost', port: 80 });
  });

  for (const wrong of ['4440', '127.0.0.1', '::1:80', '127.0.0.1:99999', '']) {
    it(`rejects "${wrong}" with an error that contains an example`, () => {
      assert.throws(() => listenAddress(wrong), {
        message: /--listen is/,
        remedy: /such as 127\.0\.0\.1:4440/,
      });
    });
  }
});
