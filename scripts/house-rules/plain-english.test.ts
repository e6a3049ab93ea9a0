import assert from 'node:assert/strict';
import { hardToRead } from './plain-english.ts';

const problemsOf = (text: string) =>
  hardToRead(text.split('\n')).map(({ line, problem }) => `${line}: ${/^"[^"]*"/.exec(problem)?.[0]}`);

describe('the check for plain English', () => {
  it('accepts plain comments and test titles', () => {
    const text = `/** Stores a frame in the spool. */\n// Retries: the link may be down.\nit('stores a frame', () => {`;
    assert.deepEqual(problemsOf(text), []);
  });

  it('reports phrases that need a second reading', () => {
    const phrases = [
      'stands',
      'is told',
      'goes on',
      'are over',
      'of before',
      'passed over',
      'given up',
      'gives up',
      'says why',
      'again and again',
      'the other way round',
      'wholly',
      'silent for',
      'former',
      'is not over',
      'line ends',
      ', also after',
      'replaces a token by its',
      'under way',
      'dials out',
    ];
    for (const phrase of phrases)
      assert.deepEqual(problemsOf(`  // The frame ${phrase} there.`), [`1: "${phrase}"`]);
  });

  it('reports sentences without a subject, in comments and test titles', () => {
    assert.deepEqual(problemsOf('/** Of the spool. */'), ['1: "Of t"']);
    assert.deepEqual(problemsOf('/**\n * What a runner sends.\n */'), ['2: "What a"']);
    assert.deepEqual(problemsOf("  it('not twice', () => {"), ['1: "not t"']);
    assert.deepEqual(problemsOf('// What if it fails?'), []);
  });

  it('accepts any word at the start of a continuation line', () => {
    assert.deepEqual(problemsOf('// The size\n// of a frame.\n/**\n * The size\n * of a frame.\n */'), []);
  });

  it('ignores code', () => {
    assert.deepEqual(problemsOf("const text = 'the former';"), []);
  });
});
