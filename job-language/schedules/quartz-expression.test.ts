import assert from 'node:assert/strict';
import { parseQuartz } from './quartz-expression.ts';

function values(
  text: string,
  field: 'seconds' | 'hours' | 'day of month' | 'month' | 'day of week' | 'year',
) {
  const parsed = parseQuartz(text);
  assert.equal(parsed.kind, 'expression', JSON.stringify(parsed));
  const found = parsed.expression[field];
  return found.kind === 'values' ? found.values : found;
}

function problem(text: string): string {
  const parsed = parseQuartz(text);
  assert.equal(parsed.kind, 'problems', text);
  return parsed.problems.map(({ field, message }) => `${field ?? '-'}: ${message}`).join('\n');
}

describe('a Quartz expression', () => {
  it('has six fields or, with a year, seven', () => {
    assert.deepEqual(values('0 0 3 * * ?', 'year'), { kind: 'any' });
    assert.deepEqual(values('0 0 3 * * ? 2027', 'year'), [2027]);
    assert.match(problem('0 3 * * *'), /5 fields/);
    assert.match(problem('0 0 3 * * ? 2027 x'), /8 fields/);
    assert.match(problem('  '), /0 fields/);
  });

  it('counts weekdays from Sunday = 1, and accepts names in any case', () => {
    assert.deepEqual(values('0 0 3 ? * 1,7', 'day of week'), [1, 7]);
    assert.deepEqual(values('0 0 3 ? Jan,MAR mon-Fri', 'day of week'), [2, 3, 4, 5, 6]);
    assert.deepEqual(values('0 0 3 ? Jan,MAR mon-Fri', 'month'), [1, 3]);
    assert.deepEqual(values('0 0 3 ? * L', 'day of week'), [7]);
  });

  it('supports steps from a value to the end of the field, and within ranges', () => {
    assert.deepEqual(values('5/20 0 3 * * ?', 'seconds'), [5, 25, 45]);
    assert.deepEqual(values('/30 0 3 * * ?', 'seconds'), [0, 30]);
    assert.deepEqual(values('*/30 0 3 * * ?', 'seconds'), [0, 30]);
    assert.deepEqual(values('5/0 0 3 * * ?', 'seconds'), [5]);
    assert.deepEqual(values('0 0 8-17/4 * * ?', 'hours'), [8, 12, 16]);
  });

  it('wraps a range around the end of the field', () => {
    assert.deepEqual(values('0 0 22-2 * * ?', 'hours'), [0, 1, 2, 22, 23]);
    assert.deepEqual(values('0 0 3 ? * FRI-MON', 'day of week'), [1, 2, 6, 7]);
    assert.deepEqual(values('0 0 3 ? NOV-FEB MON', 'month'), [1, 2, 11, 12]);
    assert.match(problem('0 0 3 * * ? 2030-2027'), /year.*backwards/);
  });

  it('supports the day modifiers L, W and #', () => {
    assert.deepEqual(values('0 0 3 L * ?', 'day of month'), { kind: 'last-day', offset: 0, weekday: false });
    assert.deepEqual(values('0 0 3 L-3W * ?', 'day of month'), {
      kind: 'last-day',
      offset: 3,
      weekday: true,
    });
    assert.deepEqual(values('0 0 3 15W * ?', 'day of month'), { kind: 'nearest-weekday', day: 15 });
    assert.deepEqual(values('0 0 3 ? * FRIL', 'day of week'), { kind: 'last-of-weekday', weekday: 6 });
    assert.deepEqual(values('0 0 3 ? * 6#3', 'day of week'), { kind: 'nth-weekday', weekday: 6, nth: 3 });
  });

  it('requires exactly one day field', () => {
    assert.match(problem('0 0 3 * * *'), /exactly one/);
    assert.match(problem('0 0 3 ? * ?'), /exactly one/);
    assert.match(problem('0 0 ? * * MON'), /hours: .*day of month or the day of week/);
  });

  it('reports the problem of each field', () => {
    assert.match(problem('61 0 24 * * ?'), /seconds: .*61 is not within 0 to 59[\s\S]*hours: .*24/);
    assert.match(problem('0 0 3 ? * MOO'), /"MOO" is not an allowed value: 1 to 7 or SUN to SAT/);
    assert.match(problem('0 0 3 ? * 0'), /0 is not within 1 to 7/);
    assert.match(problem('0 0 3 ? * 6#6'), /week of a month/);
    assert.match(problem('0 0 3 1,L * ?'), /a single day/);
    assert.match(problem('0 0 3 ? * 2L,3'), /a single day/);
    assert.match(problem('0 0 3 L-31 * ?'), /30 days/);
    assert.match(problem('0 */90 3 * * ?'), /step 90/);
    assert.match(problem('0 1-2-3 3 * * ?'), /not a range/);
    assert.match(problem('0 0 3 ?5 * MON'), /must be the whole field/);
  });
});
