import assert from 'node:assert/strict';
import { CallerRequests } from './caller-requests.ts';
import { HTTP_LIMITS } from './limits.ts';

const tooMany = { code: 'too-many-requests', status: 429 };

describe('CallerRequests', () => {
  it('refuses only the caller that has too many requests open', () => {
    const requests = new CallerRequests({ ofOne: HTTP_LIMITS.requestsOfOne.value });
    const open = Array.from({ length: HTTP_LIMITS.requestsOfOne.value }, () => requests.open('one'));
    assert.throws(() => requests.open('one'), tooMany);
    requests.open('other').leave();
    open[0]?.leave();
    open[0]?.leave();
    requests.open('one');
    assert.throws(() => requests.open('one'), tooMany);
  });

  it('refuses a body if the bodies of its caller take too much memory, until another request of the caller is answered', () => {
    const requests = new CallerRequests({ ofOne: 10, bodyBytes: () => 100 });
    const [first, second] = [requests.open('one'), requests.open('one')];
    first.keep(60);
    second.keep(40);
    assert.throws(() => second.keep(1), tooMany);
    requests.open('other').keep(100);
    first.leave();
    second.keep(60);
  });
});
