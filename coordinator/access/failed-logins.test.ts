import assert from 'node:assert/strict';
import { FailedLogins } from './failed-logins.ts';

describe('FailedLogins', () => {
  it('limits an address for the rest of the minute after 20 failures', () => {
    let now = 0;
    const logins = new FailedLogins(
      () => now,
      () => undefined,
    );
    for (let tries = 0; tries < 20; tries += 1)
      assert.equal(logins.failed({ kind: 'API token', address: 'a' }), undefined);
    now = 40_000;
    const limited = logins.failed({ kind: 'API token', address: 'a' });
    assert.equal(limited?.code, 'too-many-failed-logins');
    assert.deepEqual(limited?.parameters, { address: 'a', seconds: 20 });
    assert.equal(logins.failed({ kind: 'API token', address: 'b' }), undefined);
    now = 60_000;
    assert.equal(logins.failed({ kind: 'API token', address: 'a' }), undefined);
  });

  it('limits a credential after 20 failures, even if they come from different addresses', () => {
    const logins = new FailedLogins(
      () => 0,
      () => undefined,
    );
    for (let tries = 0; tries < 20; tries += 1)
      assert.equal(
        logins.failed({ kind: 'API token', address: `a-${tries}`, credential: 'replica' }),
        undefined,
      );
    assert.ok(logins.failed({ kind: 'API token', address: 'b', credential: 'replica' }));
    assert.equal(logins.failed({ kind: 'API token', address: 'b', credential: 'other' }), undefined);
  });

  it('counts all addresses of an IPv6 network as one address', () => {
    const logins = new FailedLogins(
      () => 0,
      () => undefined,
    );
    for (let tries = 0; tries < 20; tries += 1)
      assert.equal(
        logins.failed({ kind: 'API token', address: `2001:db8:0:7::${tries.toString(16)}` }),
        undefined,
      );
    assert.ok(logins.failed({ kind: 'API token', address: '2001:0db8::7:ffff:1:2:3' }));
    assert.equal(logins.failed({ kind: 'API token', address: '2001:db8:0:8::1' }), undefined);
  });

  it('starts a new count each minute', () => {
    let now = 0;
    const logins = new FailedLogins(
      () => now,
      () => undefined,
    );
    for (let minute = 0; minute < 3; minute += 1) {
      now = minute * 60_000;
      for (let tries = 0; tries < 20; tries += 1)
        assert.equal(logins.failed({ kind: 'API token', address: 'a' }), undefined);
    }
  });
});
