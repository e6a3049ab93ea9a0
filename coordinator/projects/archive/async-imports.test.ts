import assert from 'node:assert/strict';
import { ProjectName } from '../../../protocol/ids.ts';
import type { ArchiveReport } from '../../../protocol/routes/shapes/archive-shapes.ts';
import { AsyncImports } from './async-imports.ts';

describe('AsyncImports', () => {
  const project = (number: number) => ProjectName.parse(`p${number}`);
  const report: ArchiveReport = { import_status: 'successful', successful: true };

  it('refuses a third pending import of a user, but not those of others', async () => {
    const imports = new AsyncImports(() => 0);
    const ends: ((value: ArchiveReport) => void)[] = [];
    const run = () => new Promise<ArchiveReport>((resolve) => ends.push(resolve));
    imports.start('ada', project(1), run);
    imports.start('ada', project(2), run);
    assert.throws(() => imports.requireIdle('ada', project(3)), { code: 'too-many-requests' });
    imports.start('bob', project(3), run);
    imports.start('bob', project(4), run);
    assert.throws(() => imports.requireIdle('eve', project(5)), { code: 'too-many-requests' });
    for (const end of ends) end(report);
    await new Promise((resolve) => setImmediate(resolve));
    imports.requireIdle('ada', project(3));
    imports.requireIdle('eve', project(5));
  });

  it('refuses a second import of a project that has a pending import', () => {
    const imports = new AsyncImports(() => 0);
    imports.start('ada', project(1), () => new Promise(() => undefined));
    assert.throws(() => imports.requireIdle('bob', project(1)), { code: 'in-use' });
  });
});
