import assert from 'node:assert/strict';
import { coordinatorKey } from './connection-state.ts';

describe('coordinatorKey', () => {
  it('distinguishes coordinators by scheme, host, port and path, but not by a slash at the end', () => {
    const key = (url: string) => coordinatorKey({ kind: 'remote', url });
    const urls = ['https://h', 'http://h', 'https://h:4440', 'https://h/a', 'https://h/b', 'http://embedded'];
    const keys = new Set([coordinatorKey({ kind: 'embedded' }), ...urls.map(key)]);
    assert.equal(keys.size, urls.length + 1);
    assert.equal(key('https://h/a/'), key('https://h/a'));
    assert.equal(key('https://h/'), key('https://h'));
  });
});
