import assert from 'node:assert/strict';
import { isPlaintextBeyondHost } from './plaintext.ts';

describe('isPlaintextBeyondHost', () => {
  it('returns false for loopback addresses and https URLs, and true for http URLs of other hosts', () => {
    const beyond = (url: string) => isPlaintextBeyondHost(new URL(url));
    for (const near of [
      'http://127.0.0.1',
      'http://127.9.8.7:1/x',
      'http://[::1]:4440',
      'http://LOCALHOST',
      'http://2130706433',
    ])
      assert.equal(beyond(near), false, near);
    for (const far of [
      'http://10.0.0.1',
      'http://localhost.example',
      'http://127.0.0.1.example',
      'http://0.0.0.0',
      'http://[::]',
      'http://a@ops:1',
    ])
      assert.equal(beyond(far), true, far);
    assert.equal(beyond('https://ops.example'), false);
  });
});
