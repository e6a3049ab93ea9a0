import assert from 'node:assert/strict';
import { isOlder } from './version-order.ts';

describe('the order of versions', () => {
  it('goes by the numbers', () => {
    assert.equal(isOlder('0.9.0', '0.10.0'), true);
    assert.equal(isOlder('0.10.0', '0.9.9'), false);
    assert.equal(isOlder('1.0.0', '1.0.0'), false);
  });

  it('puts what is no version before every one', () => {
    assert.equal(isOlder('who knows', '0.0.1'), true);
  });
});
