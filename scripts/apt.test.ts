import assert from 'node:assert/strict';
import { readPackageList } from './apt.ts';

describe('the list of Debian packages', () => {
  it('has one package per line, and allows comments', () => {
    assert.deepEqual(readPackageList('# why\nchromium\n\n  nginx-light # a proxy\n'), [
      'chromium',
      'nginx-light',
    ]);
  });
});
