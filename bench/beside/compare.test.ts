import assert from 'node:assert/strict';
import { costOf, pairedFigures, printedFigures, verdictOf } from './compare.ts';

const repeated = (count: number, here: number, other: number) =>
  Array.from({ length: count }, () => ({ here, other }));

describe('the comparison of two checkouts', () => {
  it('reads scenario, name, unit and median of each printed row', () => {
    const output = [
      'run requested → first byte at a subscriber',
      '  first byte             min 9.01  p50 13.64  p99 25.35  max 28.53 ms  (200 samples)',
      '  goal first byte p50 at most 8: 13.64',
      'memory',
      '  an idle, big stream    min 1.00  p50 2.00  p99 3.00  max 3.00 MiB more  (1 samples)',
      '  not measured           min NaN  p50 NaN  p99 NaN  max NaN ms  (0 samples)',
    ].join('\n');
    assert.deepEqual(printedFigures(output), [
      {
        scenario: 'run requested → first byte at a subscriber',
        name: 'first byte',
        unit: 'ms',
        median: 13.64,
      },
      { scenario: 'memory', name: 'an idle, big stream', unit: 'MiB more', median: 2 },
    ]);
  });

  it('pairs only figures that both checkouts print', () => {
    const figure = (name: string, median: number) => ({ scenario: 's', name, unit: 'ms', median });
    const rounds = [
      { here: [figure('a', 1), figure('new', 9)], other: [figure('a', 2)] },
      { here: [figure('a', 3)], other: [figure('a', 4), figure('removed', 9)] },
    ];
    assert.deepEqual(pairedFigures(rounds), [
      {
        scenario: 's',
        name: 'a',
        unit: 'ms',
        pairs: [
          { here: 1, other: 2 },
          { here: 3, other: 4 },
        ],
      },
    ]);
  });

  it('counts a lower rate or a longer time as a higher cost', () => {
    assert.equal(costOf({ unit: 'ms', pairs: repeated(1, 20, 10) }).median, 2);
    assert.equal(costOf({ unit: '1/s', pairs: repeated(1, 20, 10) }).median, 0.5);
  });

  it('bounds the median by the sign test', () => {
    const pairs = Array.from({ length: 10 }, (_, index) => ({ here: index + 1, other: 1 }));
    assert.deepEqual(costOf({ unit: 'ms', pairs }), { median: 5.5, interval: { low: 2, high: 9 } });
    assert.deepEqual(costOf({ unit: 'ms', pairs: pairs.slice(0, 6) }).interval, { low: 1, high: 6 });
    assert.equal(costOf({ unit: 'ms', pairs: pairs.slice(0, 5) }).interval, undefined);
  });

  it('decides only if the whole interval is above or below the limit', () => {
    assert.equal(verdictOf(costOf({ unit: 'ms', pairs: repeated(6, 104, 100) }), 1.05), 'not worse');
    assert.equal(verdictOf(costOf({ unit: 'ms', pairs: repeated(6, 106, 100) }), 1.05), 'worse');
    const spread = [...repeated(3, 90, 100), ...repeated(3, 120, 100)];
    assert.equal(verdictOf(costOf({ unit: 'ms', pairs: spread }), 1.05), 'undecided');
    assert.equal(verdictOf(costOf({ unit: 'ms', pairs: repeated(5, 1, 100) }), 1.05), 'undecided');
  });
});
