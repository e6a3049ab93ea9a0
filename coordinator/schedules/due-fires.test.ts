import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fireTimesOf } from '../../job-language/schedules/job-schedule.ts';
import { TimeZone } from '../../support/time/time-zone.ts';
import { dueFires } from './due-fires.ts';

const START = Date.UTC(2026, 0, 1);

function times(crontab: string) {
  const fires = fireTimesOf({ crontab, timeZone: 'UTC' }, TimeZone.own());
  assert.ok(fires);
  return fires;
}

describe('due runs', () => {
  const fires = times('*/10 * * * * ?');

  it('start one execution each if the first is not late', () => {
    const due = dueFires({ fires, handled: START, now: START + 25_000, lateBefore: START });
    assert.deepEqual(due, [{ plannedAt: START + 10_000 }, { plannedAt: START + 20_000 }]);
  });

  it('start a single execution if the first is late', () => {
    const due = dueFires({ fires, handled: START, now: START + 25_000, lateBefore: START + 15_000 });
    assert.deepEqual(due, [{ plannedAt: START + 20_000, missed: { count: 2, firstAt: START + 10_000 } }]);
  });

  it('are counted up to 1000 when missed, and the latest one starts even if there are more', () => {
    const day = 86_400_000;
    const now = START + 30 * day;
    const due = dueFires({ fires: times('* * * * * ?'), handled: START, now, lateBefore: now });
    assert.deepEqual(due, [{ plannedAt: now, missed: { count: 1000, firstAt: START + 1000 } }]);
  });

  it('are neither repeated nor skipped, however often the clock is checked', () => {
    const looks = fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(looks, fc.integer({ min: 0, max: 120_000 }), (pauses, late) => {
        let now = START;
        let handled = START;
        let counted = 0;
        for (const pause of pauses) {
          now += pause;
          for (const { plannedAt, missed } of dueFires({ fires, handled, now, lateBefore: now - late })) {
            assert.ok(plannedAt > handled && plannedAt <= now);
            counted += missed?.count ?? 1;
            handled = missed === undefined ? plannedAt : now;
          }
        }
        assert.equal(counted, Math.floor((now - START) / 10_000));
      }),
    );
  });
});
