import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundles } from './bundles.ts';

const ROOT = join(import.meta.dirname, '..', '..');

describe('the bundles', () => {
  it('keep zod out of the journal thread, where it would use 8 MiB more memory', async () => {
    const journal = bundles.find(({ output }) => output === 'journal-worker.cjs');
    assert.ok(journal);
    const { metafile } = await build({
      entryPoints: [join(ROOT, journal.entry)],
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'cjs',
      packages: 'bundle',
      absWorkingDir: ROOT,
      logLevel: 'silent',
    });
    const inputs = Object.keys(metafile.inputs);
    assert.ok(inputs.includes(journal.entry));
    assert.deepEqual(
      inputs.filter((input) => input.startsWith('node_modules/')),
      [],
    );
  });

  it('include a program that prints the JSON Schema of jobs to the path in the manifest', () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const [{ url }] = manifest.contributes.jsonValidation;
    assert.ok(bundles.some(({ prints }) => url === `./dist/${prints?.output}`));
  });
});
