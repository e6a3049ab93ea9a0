import assert from 'node:assert/strict';
import fc from 'fast-check';
import { maskPatterns } from './mask-patterns.ts';
import { MASK, Masker } from './masker.ts';
import { PatternAutomaton } from './pattern-automaton.ts';

const mask = (secrets: readonly string[], chunks: readonly (string | Uint8Array)[]): Buffer => {
  const masker = new Masker(new PatternAutomaton(maskPatterns(secrets)));
  const out = chunks.flatMap((chunk) =>
    masker.push(Buffer.from(chunk as string)).map((part) => Buffer.from(part)),
  );
  return Buffer.concat([...out, ...masker.flush()]);
};

/** A slow reference implementation: marks every byte of every occurrence, then replaces each overlapping run. */
function maskSlowly(patterns: readonly Buffer[], text: Buffer): Buffer {
  const ranges: { from: number; to: number }[] = [];
  for (const pattern of patterns) {
    for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + 1)) {
      ranges.push({ from: at, to: at + pattern.length });
    }
  }
  ranges.sort((a, b) => a.from - b.from);
  const merged: { from: number; to: number }[] = [];
  for (const range of ranges) {
    const last = merged.at(-1);
    if (last && range.from < last.to) last.to = Math.max(last.to, range.to);
    else merged.push({ ...range });
  }
  const out: Buffer[] = [];
  let at = 0;
  for (const { from, to } of merged) {
    out.push(text.subarray(at, from), MASK);
    at = to;
  }
  return Buffer.concat([...out, text.subarray(at)]);
}

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 60 });
const secretLists = fc.array(
  fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 6 }),
  {
    minLength: 1,
    maxLength: 4,
  },
);

describe('Masker', () => {
  it('replaces a secret with a fixed mask, however the stream is split', () => {
    assert.equal(mask(['hunter2'], ['pw=hun', 'ter2;']).toString(), 'pw=*****;');
    assert.equal(mask(['hunter2'], [...'pw=hunter2;']).toString(), 'pw=*****;');
  });

  it('merges overlapping secrets into one mask, but not adjacent ones', () => {
    assert.equal(mask(['abc', 'bcd'], ['xabcdx']).toString(), 'x*****x');
    assert.equal(mask(['abc', 'abcdef'], ['abcdef abcde']).toString(), '***** *****de');
    assert.equal(mask(['ab'], ['abab']).toString(), '**********');
  });

  it('masks each line of a multi-line secret on its own, except short lines', () => {
    const key = '-----BEGIN-----\nMIIEow\n}\n';
    assert.equal(mask([key], ['a\r\nMIIEow\r\n}\r\n']).toString(), 'a\r\n*****\r\n}\r\n');
    assert.equal(mask([key], [key]).toString(), '*****');
  });

  it('holds back only bytes that may begin a secret, and releases them at the end', () => {
    const masker = new Masker(new PatternAutomaton(maskPatterns(['hunter2'])));
    assert.equal(Buffer.concat(masker.push(Buffer.from('user hunt'))).toString(), 'user ');
    assert.equal(Buffer.concat(masker.push(Buffer.from('ing h'))).toString(), 'hunting ');
    assert.equal(Buffer.concat(masker.push(Buffer.from('unter2'))).toString(), '*****');
    assert.equal(Buffer.concat(masker.push(Buffer.from(' hun'))).toString(), ' ');
    assert.equal(Buffer.concat(masker.flush()).toString(), 'hun');
  });

  it('copies nothing if no byte can begin a secret', () => {
    const chunk = Buffer.from('plain text');
    assert.equal(new Masker(new PatternAutomaton(maskPatterns(['Z']))).push(chunk)[0], chunk);
  });

  it('passes bytes unchanged that are not valid text', () => {
    const bytes = Buffer.from([0, 0xff, 0xfe, 0x80, 10, 13]);
    assert.deepEqual(mask(['secret'], [bytes]), bytes);
  });

  it('never passes a secret, changes no other byte, and gives the same result for any chunks', () => {
    const cuts = fc.array(fc.nat({ max: 60 }), { maxLength: 6 });
    fc.assert(
      fc.property(secretLists, letters, cuts, (secrets, text, at) => {
        const points = [0, ...[...at].sort((a, b) => a - b), text.length];
        const chunks = points.slice(1).map((to, index) => text.slice(points[index], to));
        const masked = mask(secrets, chunks);
        assert.deepEqual(masked, maskSlowly(maskPatterns(secrets), Buffer.from(text)));
        for (const secret of secrets) assert.ok(!masked.includes(secret));
      }),
      { numRuns: 2000 },
    );
  });
});
