import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'yaml';
import { isAmbiguousScalar } from './ambiguous-scalar.ts';

describe('isAmbiguousScalar', () => {
  it('is true for random strings that YAML 1.1 or 1.2 does not read unchanged', () => {
    const characters = fc.constantFrom(...'0123456789abcdefxoETtZ+-._:~,yYnNulrsOi=<');
    fc.assert(
      fc.property(fc.string({ unit: characters, minLength: 1, maxLength: 8 }), (text) => {
        for (const version of ['1.1', '1.2'] as const) {
          const read = readAs(text, version);
          if (read !== undefined && read !== text)
            assert.ok(isAmbiguousScalar(text), `${text} in ${version}`);
        }
      }),
      { numRuns: 5000 },
    );
  });
});

/** Returns the value of an unquoted text in a list; undefined if the text is not a scalar there. */
function readAs(text: string, version: '1.1' | '1.2'): unknown {
  try {
    const value: unknown = parse(`- ${text}`, { version, logLevel: 'silent' })[0];
    return typeof value === 'object' && value !== null && !(value instanceof Date) ? undefined : value;
  } catch {
    return undefined;
  }
}
