import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/checkout/root.ts';

/** Returns the rows of the tables whose last column contains tests. */
function guarantees(page: string): readonly { readonly what: string; readonly tests: readonly string[] }[] {
  let isGuarantee = false;
  return page.split('\n').flatMap((line) => {
    if (!line.startsWith('|')) isGuarantee = false;
    else if (line === '| guarantee | proved by |') isGuarantee = true;
    else if (isGuarantee && !line.startsWith('|---')) {
      const [, what = '', tests = ''] = line.split(/ ?\| ?/);
      return [{ what, tests: [...tests.matchAll(/`([^`]+\.test\.ts)`/g)].map(([, file = '']) => file) }];
    }
    return [];
  });
}

describe('docs/security.md', () => {
  const rows = guarantees(readFileSync(join(root, 'docs/security.md'), 'utf8'));

  it('refers to existing test files for each guarantee', () => {
    assert.ok(rows.length > 0);
    const unproved = rows.filter(({ tests }) => tests.length === 0).map(({ what }) => what);
    const missing = rows.flatMap(({ tests }) => tests.filter((file) => !existsSync(join(root, file))));
    assert.deepEqual({ unproved, missing }, { unproved: [], missing: [] });
  });
});
