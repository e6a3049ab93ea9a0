import assert from 'node:assert/strict';
import { ReportThrottle } from './report-throttle.ts';

describe('ReportThrottle', () => {
  it('allows each event once per interval', () => {
    const throttle = new ReportThrottle(1000);
    assert.ok(throttle.allow('a', 0));
    assert.ok(throttle.allow('b', 1));
    assert.ok(!throttle.allow('a', 999));
    assert.ok(throttle.allow('a', 1000));
  });

  it('forgets an event after a thousand other events, and then allows it again within the interval', () => {
    const throttle = new ReportThrottle(1000);
    assert.ok(throttle.allow('first', 0));
    for (let i = 0; i < 1000; i++) throttle.allow(`other ${i}`, 1);
    assert.ok(throttle.allow('first', 2));
  });
});
