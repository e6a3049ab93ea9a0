import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { futureTime } from './future-time.ts';

const NOON = Date.UTC(2030, 0, 31, 12);

describe('futureTime', () => {
  it('parses times with each notation of a time zone', () => {
    for (const text of [
      '2030-01-31T12:00:00Z',
      '2030-01-31T13:00+01:00',
      '2030-01-31T05:00:00-0700',
      ' 2030-01-31T12:00:00.000Z ',
    ])
      assert.equal(futureTime(text, 0), NOON);
  });

  it('rejects times without a zone, invalid times and past times', () => {
    for (const text of ['2030-01-31T12:00:00', 'tomorrow', '2030-13-31T12:00:00Z', '1900000000000'])
      assert.throws(() => futureTime(text, 0), { code: 'invalid-input' });
    assert.throws(() => futureTime('2030-01-31T12:00:00Z', NOON), /not in the future/);
  });
});
