import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyPrograms } from './programs.ts';

describe('copyPrograms', () => {
  let folder: string;
  const dist = () => join(folder, 'dist');
  const storage = () => join(folder, 'storage');
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-programs-'));
    await mkdir(join(dist(), 'node_modules', 'node-pty'), { recursive: true });
    const programs = [
      'outrunner.cjs',
      'keeper.cjs',
      'plugin-step.cjs',
      'journal-worker.cjs',
      'node-parse-worker.cjs',
    ];
    for (const name of [...programs, 'extension.cjs', 'services.cjs']) {
      await writeFile(join(dist(), name), name);
    }
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('copies the programs of the coordinator, and no bundle that VS Code loads', async () => {
    const copy = await copyPrograms(dist(), storage(), '1.0.0');
    assert.deepEqual((await readdir(copy)).sort(), [
      'journal-worker.cjs',
      'keeper.cjs',
      'node-parse-worker.cjs',
      'node_modules',
      'outrunner.cjs',
      'plugin-step.cjs',
    ]);
  });

  it('copies once per version when several windows start at the same time', async () => {
    const copies = await Promise.all([1, 2, 3].map(() => copyPrograms(dist(), storage(), '1.0.0')));
    assert.equal(new Set(copies).size, 1);
    assert.deepEqual(await readdir(join(storage(), 'programs')), ['1.0.0']);
    await writeFile(join(dist(), 'outrunner.cjs'), 'changed');
    const copy = await copyPrograms(dist(), storage(), '1.0.0');
    assert.equal(await readFile(join(copy, 'outrunner.cjs'), 'utf8'), 'outrunner.cjs');
  });
});
