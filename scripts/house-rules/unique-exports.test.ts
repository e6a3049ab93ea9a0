import assert from 'node:assert/strict';
import { exportedTwice } from './unique-exports.ts';

const twice = (...files: readonly [string, string][]) => exportedTwice(new Map(files));

describe('exportedTwice', () => {
  it('reports a name that two files export', () => {
    const problems = twice(
      ['runner/a.ts', 'export interface Session {}\n'],
      ['cli/b.ts', 'export abstract class Session {}\nexport const other = 1;\n'],
    );
    assert.deepEqual(problems, [
      'Session is exported by runner/a.ts and cli/b.ts: rename one, or merge them',
    ]);
  });

  it('accepts a type and a value of one file, the entries of programs, and names that are not exported', () => {
    const schema =
      'export const Tag = 1;\nexport type Tag = string;\nexport function main() {}\nconst own = 1;\n';
    assert.deepEqual(
      twice(['runner/a.ts', schema], ['cli/b.ts', 'export function main() {}\nconst own = 2;\n']),
      [],
    );
  });

  it('ignores tests and their helpers', () => {
    const text = 'export const sample = 1;\n';
    assert.deepEqual(
      twice(
        ['runner/a.ts', text],
        ['runner/testing/a.ts', text],
        ['test/e2e/a.ts', text],
        ['a.test.ts', text],
      ),
      [],
    );
  });
});
