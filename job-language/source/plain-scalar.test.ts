import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainScalar } from './plain-scalar.ts';

describe('an unquoted scalar', () => {
  const cases: [string, ReturnType<typeof plainScalar>][] = [
    ['yes', true],
    ['Off', false],
    ['y', 'y'],
    ['~', null],
    ['', null],
    ['12', 12],
    ['-0x1F', -31],
    ['010', 8],
    ['08', '08'],
    ['1_000', 1000],
    ['1:30', 90],
    ['0b11', 3],
    ['9007199254740993', '9007199254740993'],
    ['1.10', '1.1'],
    ['2.0', '2.0'],
    ['1e3', '1e3'],
    ['.5', '0.5'],
    ['1.2.3', '1.2.3'],
    ['2024-01-02', '2024-01-02'],
    ['0x', '0x'],
    ['-', '-'],
  ];

  for (const [source, value] of cases) {
    it(`${source === '' ? 'that is empty' : source} reads as ${JSON.stringify(value)}`, () => {
      assert.equal(plainScalar(source), value);
    });
  }

  it('does not throw for random text of digits, signs and separators', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[-+0-9a-fxo_:.eE~]{0,12}$/), (source) => void plainScalar(source)),
    );
  });
});
