import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/checkout/root.ts';
import { namedTests } from './named-tests.ts';

interface Row {
  readonly section: string;
  readonly reference: string;
  readonly here: string;
  readonly shownBy: string;
}

const STATES = ['works', 'differs', 'absent'] as const;
const SECTIONS = Array.from({ length: 19 }, (_, index) => `1.${index + 1}`);

function rowsOf(page: string): Row[] {
  let section = '';
  return page.split('\n').flatMap((line) => {
    section = /^## (1\.\d+) /.exec(line)?.[1] ?? section;
    const isRow = line.startsWith('| ') && !line.startsWith('| in the reference');
    if (!isRow) return [];
    const [, reference = '', here = '', shownBy = ''] = line.split(/ ?\| ?/);
    return [{ section, reference, here, shownBy }];
  });
}

describe('docs/features.md', () => {
  const page = readFileSync(join(root, 'docs/features.md'), 'utf8');
  const rows = rowsOf(page);

  it('has a chapter for each section of the feature list', () => {
    const sections = [...page.matchAll(/^## (1\.\d+) /gm)].map(([, number]) => number);
    assert.deepEqual(sections, SECTIONS);
    for (const section of SECTIONS)
      assert.ok(
        rows.some((row) => row.section === section),
        section,
      );
  });

  it('gives each row the state works, differs or absent, with a reason unless the state is works', () => {
    for (const { reference, here } of rows) {
      const [state, ...why] = here.split(': ');
      assert.ok(
        STATES.some((known) => known === state),
        `${reference}: ${here}`,
      );
      assert.ok(state === 'works' || why.join('').length > 0, `${reference} does not say why`);
    }
  });

  it('refers to an existing test in every row, except rows with the state absent', () => {
    const found = rows.flatMap(({ reference, here, shownBy }) => {
      const { count, missing } = namedTests(shownBy);
      return !here.startsWith('absent') && count === 0 ? [`${reference}: no test`] : missing;
    });
    assert.deepEqual(found, []);
  });
});
