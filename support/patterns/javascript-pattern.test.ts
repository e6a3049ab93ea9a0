import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toJavaScriptPattern } from './javascript-pattern.ts';
import { readPattern } from './pattern.ts';

describe('a pattern written for JavaScript', () => {
  it('matches like the linear engine for generated patterns that both accept', () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        'b',
        'A',
        '.',
        '-',
        '\\.',
        '\\-',
        '\\d',
        '\\w',
        '\\S',
        '\\W',
        '\\x41',
        '\\t',
        ' ',
        'é',
        '_',
        '%',
      ],
      ...[
        '[ab]',
        '[^ab]',
        '[a-c_]',
        '[-a]',
        '[a-]',
        '[\\d_]',
        '[^\\w.]',
        '[]a]',
        '[\\]\\[]',
        '[.*+]',
        '[&]',
        '[ab-]',
      ],
      ...[
        '\\p{Alpha}',
        '\\P{Digit}',
        '\\p{Punct}',
        '[\\p{Upper}\\d]',
        '\\p{L}',
        '\\p{Lu}',
        '\\Qa.b\\E',
        '(?:ab|c)',
      ],
      ...[
        '(a|bc)',
        '(?<n>a)',

        '(?s:.)',
        '\\n',

        '{',
        '}',
        ']',
      ],
    );
    const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,2}', '*?', '+?');
    const single = fc.constantFrom('^', '\\b', '\\B', '\\A', '\\z', '(?i)', '(?s)', '(?m)', '|');
    const part = fc.oneof({ weight: 4, arbitrary: fc.tuple(piece, quantifier) }, fc.tuple(single));
    // `$` occurs only at the end of a pattern. Elsewhere, the engines treat the final line break of a text differently.
    const pattern = fc
      .tuple(fc.array(part, { minLength: 1, maxLength: 5 }), fc.constantFrom('', '$'))
      .map(([parts, end]) => parts.map((pieces) => pieces.join('')).join('') + end);
    const text = fc.string({
      unit: fc.constantFrom(
        'a',
        'b',
        'A',
        'c',
        '.',
        '-',
        '1',
        '_',
        ' ',
        '\t',
        '\n',
        'é',
        ']',
        '[',
        '%',
        '&',
        '*',
      ),
      maxLength: 5,
    });
    let compared = 0;
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 5, maxLength: 5 }), (written, texts) => {
        const linear = readPattern(written);
        const script = toJavaScriptPattern(written);
        if (linear.engine !== 'linear' || 'problem' in script) return;
        const expression = compiled(`^(?:${script.source})$`, script.flags);
        if (expression === undefined) return;
        compared += 1;
        for (const each of texts) {
          assert.equal(
            expression.test(each),
            linear.matches(each),
            `${written} as ${expression} on ${JSON.stringify(each)}`,
          );
        }
      }),
      { numRuns: 3000 },
    );
    assert.ok(compared > 1000, `${compared} compared`);
  });
});

function compiled(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}
