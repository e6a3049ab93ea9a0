import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { unifiedDiff } from './unified-diff.ts';

const diff = (before: string, after: string) =>
  unifiedDiff({ label: 'a/f', text: before }, { label: 'b/f', text: after });

describe('unifiedDiff', () => {
  it('is empty for equal texts', () => {
    assert.equal(diff('', ''), '');
    assert.equal(diff('a\nb', 'a\nb'), '');
  });

  it('shows three lines of context around each change, and marks a missing newline at the end of a text', () => {
    assert.equal(
      diff('1\n2\n3\n4\n5\n6\n7\n8\n9\n', '1\n2\n3\n4\nfive\n6\n7\n8\n9'),
      '--- a/f\n+++ b/f\n@@ -2,8 +2,8 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n-9\n+9\n\\ No newline at end of file\n',
    );
  });

  it('turns the first text into the second when git applies it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'outrunner-diff-'));
    const lines = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n', 'd'), { minLength: 1, maxLength: 30 });
    const text = lines.map((list) => list.join(''));
    try {
      await fc.assert(
        fc.asyncProperty(text, text, async (before, after) => {
          const patch = diff(before, after);
          if (before === after) return assert.equal(patch, '');
          await writeFile(join(folder, 'f'), before);
          await writeFile(join(folder, 'p'), patch);
          await promisify(execFile)('git', ['apply', '--unidiff-zero', 'p'], { cwd: folder });
          assert.equal(await readFile(join(folder, 'f'), 'utf8'), after);
        }),
        { numRuns: 40 },
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
