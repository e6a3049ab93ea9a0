import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { mergeTexts } from './merge-texts.ts';

const labels = { local: 'here', remote: 'there' };
const lines = (...all: string[]) => all.map((line) => `${line}\n`).join('');
const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((all) => lines(...all));

describe('merging two changed texts', () => {
  it('takes changes of both sides', () => {
    const base = lines('a', 'b', 'c', 'd', 'e');
    const merged = mergeTexts(
      { base, local: lines('A', 'b', 'c', 'd', 'e'), remote: lines('a', 'b', 'c', 'd', 'E') },
      labels,
    );
    assert.deepEqual(merged, { text: lines('A', 'b', 'c', 'd', 'E'), conflict: false });
  });

  it('encloses changes that overlap in conflict markers', () => {
    const merged = mergeTexts(
      { base: lines('a', 'b'), local: lines('a', 'x'), remote: lines('a', 'y') },
      labels,
    );
    assert.deepEqual(merged, {
      text: lines('a', '<<<<<<< here', 'x', '=======', 'y', '>>>>>>> there'),
      conflict: true,
    });
  });

  it('returns the changed side if only one changed, and either if both changed equally', () => {
    void fc.assert(
      fc.property(text, text, (base, changed) => {
        const expected = { text: changed, conflict: false };
        assert.deepEqual(mergeTexts({ base, local: changed, remote: base }, labels), expected);
        assert.deepEqual(mergeTexts({ base, local: base, remote: changed }, labels), expected);
        assert.deepEqual(mergeTexts({ base, local: changed, remote: changed }, labels), expected);
      }),
    );
  });

  it('contains every line that a side added', () => {
    void fc.assert(
      fc.property(text, text, text, (base, local, remote) => {
        const marked = (side: string, mark: string) => side.replace(/^[ab]$/gm, (line) => `${mark}${line}`);
        const sides = { local: marked(local, 'l'), remote: marked(remote, 'r') };
        const merged = mergeTexts({ base, ...sides }, labels).text.split('\n');
        for (const line of [sides.local, sides.remote].flatMap((side) => side.split('\n')))
          if (/^[lr]/.test(line)) assert.ok(merged.includes(line));
      }),
    );
  });

  it('makes one conflict of texts that are too long to merge', () => {
    const long = 'a\n'.repeat(6000);
    const merged = mergeTexts({ base: long, local: `x\n${long}`, remote: `${long}y\n` }, labels);
    assert.equal(merged.conflict, true);
    assert.ok(merged.text.startsWith('<<<<<<< here\nx\n'));
  });
});
