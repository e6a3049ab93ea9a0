import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TimeZone } from '../../support/time/time-zone.ts';
import { FireTimes } from './fire-times.ts';
import { parseQuartz, type QuartzExpression } from './quartz-expression.ts';
import { QUARTZ_FIELDS, type QuartzField } from './quartz-field.ts';

function expression(text: string): QuartzExpression {
  const parsed = parseQuartz(text);
  assert.equal(parsed.kind, 'expression', `${text}: ${JSON.stringify(parsed)}`);
  return parsed.expression;
}

function zone(name: string): TimeZone {
  const found = TimeZone.find(name);
  assert.ok(found, name);
  return found;
}

function fires(text: string, from: string, count: number, zoneName = 'UTC'): string[] {
  const times = new FireTimes(expression(text), zone(zoneName));
  const instants = times.list(Date.parse(from), Number.POSITIVE_INFINITY, count);
  return instants.map((instant) => new Date(instant).toISOString().slice(0, 19));
}

/** Whether a wall time matches the expression, computed from the definition alone. */
function matches(wanted: QuartzExpression, wall: Date): boolean {
  const last = new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + 1, 0)).getUTCDate();
  const day = wall.getUTCDate();
  const weekdayOf = (date: number) =>
    new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), date)).getUTCDay();
  const nearest = (date: number): number => {
    if (date < 1 || date > last) return -1;
    const workdays = Array.from({ length: last }, (_, index) => index + 1).filter(
      (it) => weekdayOf(it) % 6 !== 0,
    );
    return workdays.reduce((a, b) => (Math.abs(b - date) < Math.abs(a - date) ? b : a), 99);
  };
  const fits = (field: QuartzField, value: number): boolean => {
    switch (field.kind) {
      case 'any':
      case 'unspecified':
        return true;
      case 'values':
        return field.values.includes(value);
      case 'last-day':
        return day === (field.weekday ? nearest(last - field.offset) : last - field.offset);
      case 'nearest-weekday':
        return day === nearest(field.day);
      case 'last-of-weekday':
        return value === field.weekday && day + 7 > last;
      case 'nth-weekday':
        return value === field.weekday && Math.ceil(day / 7) === field.nth;
    }
  };
  const of = {
    seconds: wall.getUTCSeconds(),
    minutes: wall.getUTCMinutes(),
    hours: wall.getUTCHours(),
    'day of month': day,
    month: wall.getUTCMonth() + 1,
    'day of week': wall.getUTCDay() + 1,
    year: wall.getUTCFullYear(),
  };
  return QUARTZ_FIELDS.every((name) => fits(wanted[name], of[name]));
}

describe('fire times', () => {
  it('match the expression', () => {
    assert.deepEqual(fires('0 30 */6 ? Jan Mon *', '2026-01-01T00:00:00Z', 5), [
      '2026-01-05T00:30:00',
      '2026-01-05T06:30:00',
      '2026-01-05T12:30:00',
      '2026-01-05T18:30:00',
      '2026-01-12T00:30:00',
    ]);
    assert.deepEqual(fires('0 0 0 29 2 ?', '2026-01-01T00:00:00Z', 2), [
      '2028-02-29T00:00:00',
      '2032-02-29T00:00:00',
    ]);
    assert.deepEqual(fires('0 0 0 L-3 * ?', '2026-01-01T00:00:00Z', 2), [
      '2026-01-28T00:00:00',
      '2026-02-25T00:00:00',
    ]);
    assert.deepEqual(fires('0 0 0 1W 8 ?', '2026-01-01T00:00:00Z', 1), ['2026-08-03T00:00:00']);
    assert.deepEqual(fires('0 0 12 ? * 6#3', '2026-01-01T00:00:00Z', 1), ['2026-01-16T12:00:00']);
  });

  it('end with the last year of the expression, and do not exist if no day matches', () => {
    assert.deepEqual(fires('0 0 3 1 1 ? 2026,2028', '2025-01-01T00:00:00Z', 9), [
      '2026-01-01T03:00:00',
      '2028-01-01T03:00:00',
    ]);
    assert.deepEqual(fires('0 0 3 30 2 ?', '2025-01-01T00:00:00Z', 1), []);
    assert.deepEqual(fires('0 0 3 L-30 2 ?', '2025-01-01T00:00:00Z', 1), []);
  });

  it('are strictly after the given time', () => {
    assert.deepEqual(fires('0 0 3 * * ?', '2026-01-01T03:00:00Z', 1), ['2026-01-02T03:00:00']);
    assert.deepEqual(fires('0 0 3 * * ?', '2026-01-01T02:59:59.999Z', 1), ['2026-01-01T03:00:00']);
    assert.deepEqual(fires('* * * * * ?', '2026-01-01T02:59:59.500Z', 1), ['2026-01-01T03:00:00']);
  });

  it('skip the wall times that daylight saving time skips', () => {
    assert.deepEqual(fires('0 30 2 * * ?', '2026-03-28T00:00:00Z', 2, 'Europe/Berlin'), [
      '2026-03-28T01:30:00',
      '2026-03-30T00:30:00',
    ]);
    assert.deepEqual(fires('0 30 * * * ?', '2026-03-29T00:00:00Z', 2, 'Europe/Berlin'), [
      '2026-03-29T00:30:00',
      '2026-03-29T01:30:00',
    ]);
    assert.deepEqual(fires('0 0 0 * * ?', '2026-09-05T12:00:00Z', 1, 'America/Santiago'), [
      '2026-09-07T03:00:00',
    ]);
  });

  it('occur once in a repeated hour, at its second occurrence', () => {
    assert.deepEqual(fires('0 30 2 * * ?', '2026-10-24T12:00:00Z', 2, 'Europe/Berlin'), [
      '2026-10-25T01:30:00',
      '2026-10-26T01:30:00',
    ]);
    assert.deepEqual(fires('0 0/30 * * * ?', '2026-10-24T23:00:00Z', 3, 'Europe/Berlin'), [
      '2026-10-24T23:30:00',
      '2026-10-25T01:00:00',
      '2026-10-25T01:30:00',
    ]);
    assert.deepEqual(fires('0 15 2 * * ?', '2026-10-25T00:30:00Z', 1, 'Europe/Berlin'), [
      '2026-10-25T01:15:00',
    ]);
  });

  it('skip a day that a time zone skipped, and follow clocks that are set back by half an hour', () => {
    assert.deepEqual(fires('0 0 12 * * ?', '2011-12-29T00:00:00Z', 3, 'Pacific/Apia'), [
      '2011-12-29T22:00:00',
      '2011-12-30T22:00:00',
      '2011-12-31T22:00:00',
    ]);
    assert.deepEqual(fires('0 45 1 * * ?', '2026-04-04T00:00:00Z', 2, 'Australia/Lord_Howe'), [
      '2026-04-04T15:15:00',
      '2026-04-05T15:15:00',
    ]);
  });

  const list = (low: number, high: number) =>
    fc
      .uniqueArray(fc.integer({ min: low, max: high }), { minLength: 1, maxLength: 4 })
      .map((it) => it.join(','));
  const dayOfMonth = fc.oneof(
    list(1, 31),
    fc.constantFrom('*', 'L', 'LW', 'L-3', 'L-29', 'L-5W', '31W', '1W', '15W', '30W', '28-3', '1/7'),
  );
  const dayOfWeek = fc.oneof(
    list(1, 7),
    fc.constantFrom('*', 'L', '6L', '1L', 'FRI#5', '2#1', 'FRI-MON', '2/2'),
  );
  const days = fc.oneof(
    dayOfMonth.map((it) => [it, '?'] as const),
    dayOfWeek.map((it) => ['?', it] as const),
  );
  const month = fc.oneof(list(1, 12), fc.constantFrom('*', 'NOV-FEB', '2/3'));
  const ZONES = [
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'America/Santiago',
    'Asia/Kolkata',
  ];
  const instant = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2031, 0, 1) });

  it('skip no day that matches the expression', () => {
    fc.assert(
      fc.property(days, month, instant, ([dom, dow], months, from) => {
        const wanted = expression(`0 0 0 ${dom} ${months} ${dow}`);
        const found = new FireTimes(wanted, zone('UTC')).next(from);
        const DAY = 86_400_000;
        let day = Math.floor(from / DAY) * DAY + DAY;
        const end = found ?? from + 400 * DAY;
        for (; day < end; day += DAY)
          assert.equal(matches(wanted, new Date(day)), false, new Date(day).toISOString());
        if (found !== undefined) assert.ok(found > from && matches(wanted, new Date(found)));
      }),
      { numRuns: 400 },
    );
  });

  it('match the wall clock of a zone, second by second, across changes of its offset', () => {
    const times = fc.record({
      seconds: fc.oneof(list(0, 59), fc.constantFrom('0', '*/20', '50-10/5')),
      minutes: fc.oneof(list(0, 59), fc.constantFrom('*', '0/15', '55-5')),
      hours: fc.oneof(list(0, 4), fc.constantFrom('*', '22-2', '0/2')),
    });
    const around = fc.constantFrom(
      Date.UTC(2026, 2, 28, 22),
      Date.UTC(2026, 9, 24, 22),
      Date.UTC(2026, 2, 8, 4),
      Date.UTC(2026, 10, 1, 3),
      Date.UTC(2026, 3, 4, 12),
      Date.UTC(2026, 9, 3, 12),
      Date.UTC(2026, 8, 6, 1),
      Date.UTC(2026, 3, 5, 0),
    );
    fc.assert(
      fc.property(times, around, fc.constantFrom(...ZONES), fc.nat(4 * 3600), (time, start, name, skip) => {
        const wanted = expression(`${time.seconds} ${time.minutes} ${time.hours} * * ?`);
        const where = zone(name);
        const from = start + skip * 1000;
        const until = from + 2 * 3_600_000;
        const expected: number[] = [];
        for (let at = from + 1000; at <= until; at += 1000) {
          const wall = where.wallAt(at);
          // If a wall time occurs twice, the second occurrence counts.
          if (matches(wanted, new Date(wall)) && where.instantOf(wall) === at) expected.push(at);
        }
        assert.deepEqual(new FireTimes(wanted, where).list(from, until, 10_000), expected);
      }),
      { numRuns: 40 },
    );
  }).timeout(60_000);

  it('are strictly ascending', () => {
    fc.assert(
      fc.property(days, month, instant, fc.constantFrom(...ZONES), ([dom, dow], months, from, name) => {
        const found = new FireTimes(expression(`0 0/40 1-3 ${dom} ${months} ${dow}`), zone(name)).list(
          from,
          from + 3 * 366 * 86_400_000,
          50,
        );
        let before = from;
        for (const at of found) {
          assert.ok(at > before);
          before = at;
        }
      }),
      { numRuns: 100 },
    );
  });
});
