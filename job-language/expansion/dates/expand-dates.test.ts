import assert from 'node:assert/strict';
import { expandDates, unwritableDates } from './expand-dates.ts';

describe('dates in option values', () => {
  const moment = { instant: Date.UTC(2024, 1, 28, 13, 5, 9, 70), zone: 'UTC' };

  for (const [written, expected] of [
    ['${DATE:yyyy-MM-dd}', '2024-02-28'],
    ['a ${DATE+2:yyyy-MM-dd} b ${DATE-28:d.M.yy}', 'a 2024-03-01 b 31.1.24'],
    ['${DATE:yyyy-MM-dd HH:mm:ss.SSS}', '2024-02-28 13:05:09.070'],
    ["${DATE:EEEE, d MMMM yyyy 'o''clock' ''h a}", "Wednesday, 28 February 2024 o'clock '1 PM"],
    ['${DATE:EEE MMM k K hh u}', 'Wed Feb 13 1 01 3'],
    ['${DATE:D w Y}', '59 9 2024'],
    ['${DATE+306:yyyy-MM-dd w YYYY}', '2024-12-30 1 2025'],
    ['${DATE:HH:mm Z X XXX z:Europe/Berlin}', '14:05 +0100 +01 +01:00 GMT+1'],
    ['${DATE+60:HH:mm XX:Europe/Berlin}', '14:05 +0200'],
    ['${DATE:X Z}', 'Z +0000'],
    ['${DATE:HH:mm:America/New_York}', '08:05'],
    ['${DATE:qq} ${DATE:} ${DATE} ${option.x}', '${DATE:qq} ${DATE:} ${DATE} ${option.x}'],
  ] as const) {
    it(`are expanded: ${written} becomes ${expected}`, () =>
      assert.equal(expandDates(written, moment), expected));
  }

  it('are reported if they cannot be expanded', () => {
    assert.deepEqual(unwritableDates("${DATE:yyyy} ${DATE:foo} ${DATE+1:yyyy'} "), [
      '${DATE:foo}',
      "${DATE+1:yyyy'}",
    ]);
  });
});
