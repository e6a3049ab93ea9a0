import assert from 'node:assert/strict';
import { DEFAULT_DATE_FORMAT, fitsDateFormat } from './date-format.ts';

describe('fitsDateFormat', () => {
  for (const [format, fitting, other] of [
    [
      DEFAULT_DATE_FORMAT,
      ['02/29/2024 01:05 pm', '12/31/2023 12:59 AM'],
      ['02/30/2024 01:05 pm', '2024-02-29', '02/29/2023 01:05 pm'],
    ],
    ['YYYY-MM-DDTHH:mm:ssZ', ['2024-02-29T23:59:59+02:00'], ['2024-02-29 23:59:59Z']],
    ['GGGG', undefined, undefined],
    [
      'YYYY-MM-DD[T]HH:mm:ssZ',
      ['2024-02-29T23:59:59+02:00', '2024-02-29T00:00:00Z'],
      ['2024-02-29 23:59:59Z'],
    ],
    ['D.M.YY', ['1.12.24', '01.02.24'], ['1.13.24', '32.1.24']],
    ['ddd MMM DD', ['Thu Feb 29', 'Thursday February 29'], ['Foo Feb 29']],
    ['SSS(x)', ['123(1700000000000)'], ['12(1)']],
  ] as const) {
    it(fitting === undefined ? `does not support ${format}` : `accepts only dates in ${format}`, () => {
      if (fitting === undefined) return assert.equal(fitsDateFormat('x', format), undefined);
      for (const value of fitting) assert.equal(fitsDateFormat(value, format), true, value);
      for (const value of other ?? []) assert.equal(fitsDateFormat(value, format), false, value);
    });
  }
});
