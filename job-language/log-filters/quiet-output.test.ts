import assert from 'node:assert/strict';
import type { LineLevel } from './line-filter.ts';
import { filtered } from './testing/filtered.ts';

const LINES = ['INFO starts', 'DEBUG detail', { text: 'DEBUG went wrong', level: 'error' as const }];

function shown(config: Record<string, string>, level: LineLevel = 'normal') {
  return filtered({ type: 'quiet-output', config }, LINES, level).shown;
}

describe('the log filter quiet-output', () => {
  it('drops the matching lines if quietMatch is set, and the other lines if it is not', () => {
    assert.deepEqual(shown({ regex: '^DEBUG', quietMatch: 'true' }), ['INFO starts', 'DEBUG went wrong']);
    assert.deepEqual(shown({ regex: 'DEBUG' }), ['DEBUG detail', 'DEBUG went wrong']);
    assert.deepEqual(shown({ quietMatch: 'true' }), ['DEBUG went wrong']);
  });

  it('tests lines of one level, or of all levels', () => {
    assert.deepEqual(shown({ regex: 'DEBUG', quietMatch: 'true', matchLoglevel: 'all' }), ['INFO starts']);
    assert.deepEqual(shown({ regex: 'DEBUG', quietMatch: 'true', matchLoglevel: 'error' }), [
      'INFO starts',
      'DEBUG detail',
    ]);
  });

  it('drops nothing if the execution has the configured log level or a more detailed one', () => {
    const quiet = { regex: 'detail', quietMatch: 'true' };
    assert.equal(shown(quiet, 'verbose').length, 3);
    assert.equal(shown({ ...quiet, loglevel: 'debug' }, 'verbose').length, 2);
    assert.equal(shown({ ...quiet, loglevel: 'debug' }, 'debug').length, 3);
    assert.equal(shown({ ...quiet, loglevel: 'warn' }).length, 3);
  });

  it('keeps the data that earlier filters captured', () => {
    const filters = [
      { type: 'key-value-data', config: {} },
      { type: 'quiet-output', config: { quietMatch: 'true' } },
    ];
    assert.deepEqual(filtered(filters, ['RUNDECK:DATA:a=b']), { shown: [], data: { a: 'b' }, problems: [] });
    assert.deepEqual(filtered(filters.reverse(), ['RUNDECK:DATA:a=b']).data, {});
  });
});
