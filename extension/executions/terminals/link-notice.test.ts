import assert from 'node:assert/strict';
import { LinkNotice } from './link-notice.ts';

describe('LinkNotice', () => {
  it('reports each loss of the connection once', () => {
    const notice = new LinkNotice();
    assert.equal(notice.lost(), undefined, 'no event arrived yet');
    for (const _ of [1, 2]) {
      notice.received();
      notice.received();
      assert.equal(notice.lost(), 'Connection lost. Reconnecting…');
      assert.equal(notice.lost(), undefined, 'another attempt failed');
    }
  });
});
