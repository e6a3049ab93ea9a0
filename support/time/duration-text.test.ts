import assert from 'node:assert/strict';
import { durationText, uptimeText } from './duration-text.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('durationText', () => {
  it('shows the two largest units', () => {
    const texts = [80, 12.4 * SECOND, 3 * MINUTE + 5 * SECOND, 2 * HOUR + 10 * MINUTE, 3 * DAY + 4 * HOUR];
    assert.deepEqual(texts.map(durationText), ['80 ms', '12 s', '3 min 5 s', '2 h 10 min', '3 d 4 h']);
  });

  it('omits a unit whose value is zero', () => {
    assert.deepEqual([3 * MINUTE, 2 * HOUR, 3 * DAY].map(durationText), ['3 min', '2 h', '3 d']);
    assert.deepEqual([-1, 0, 59_999].map(durationText), ['0 ms', '0 ms', '1 min']);
  });
});

describe('uptimeText', () => {
  it('omits seconds from one minute on, and rounds down', () => {
    const texts = [400, 59_999, 12 * MINUTE + 59.9 * SECOND, 4 * HOUR + 5 * MINUTE, 4 * DAY - 1];
    assert.deepEqual(texts.map(uptimeText), ['0 s', '59 s', '12 min', '4 h 5 min', '3 d 23 h']);
  });
});
