import assert from 'node:assert/strict';
import { isOlder } from './version-order.ts';

describe('isOlder', () => {
  it('compares the numbers of versions', () => {
    assert.equal(isOlder('0.9.0', '0.10.0'), true);
    assert.equal(isOlder('0.10.0', '0.9.9'), false);
    assert.equal(isOlder('1.0.0', '1.0.0'), false);
  });

  it('treats an invalid version as older than a valid one', () => {
    assert.equal(isOlder('who knows', '0.0.1'), true);
  });
});
