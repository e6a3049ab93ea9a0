import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { entryCursor } from '../../store/output/reading/entry-position.ts';
import { parseStepOffset, stepOffset } from './step-offset.ts';

const positions = (lines: number, arrivals: number) =>
  fc.tuple(fc.nat(lines), fc.nat(arrivals), fc.nat(65_536)).map(([line, arrival, consumed]) => ({
    line,
    cursor: entryCursor({ arrival, consumed }),
  }));

describe('the offset of output with step events', () => {
  it('is parsed to the position from which it was created, however large the position is', () => {
    assert.equal(stepOffset({ line: 0, cursor: '0' }), '0');
    fc.assert(
      fc.property(fc.oneof(positions(100, 100), positions(2 ** 24, 2 ** 30)), (position) =>
        assert.deepEqual(parseStepOffset(stepOffset(position)), position),
      ),
    );
  });

  it('is a number of at most 63 bits that rises with the position', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 23 - 2), fc.nat(2 ** 24 - 2), fc.nat(65_534), (line, arrival, consumed) => {
        const here = BigInt(stepOffset({ line, cursor: entryCursor({ arrival, consumed }) }));
        const later = [
          { line, cursor: entryCursor({ arrival, consumed: consumed + 1 }) },
          { line, cursor: entryCursor({ arrival: arrival + 1, consumed: 0 }) },
          { line: line + 1, cursor: entryCursor({ arrival, consumed }) },
        ].map((position) => BigInt(stepOffset(position)));
        assert.ok(later.every((offset) => offset > here && offset < 2n ** 63n));
      }),
    );
  });

  it('is refused if it is not an offset', () => {
    for (const offset of ['x', '-1', '1.5', '', String(2n ** 63n)])
      assert.throws(
        () => parseStepOffset(offset),
        (error) => isOutrunnerError(error) && error.code === 'invalid-input',
      );
  });
});
