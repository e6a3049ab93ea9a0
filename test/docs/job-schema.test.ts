import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jobJsonSchema } from '../../job-language/format/job-json-schema.ts';
import { root } from '../../scripts/checkout/root.ts';

const FILE = join(root, 'media', 'job.schema.json');

describe('the docs', () => {
  it('include media/job.schema.json as the code generates it (fix with: npm run docs)', async () => {
    if (process.env['OUTRUNNER_WRITE_DOCS'] === '1') {
      await writeFile(FILE, `${JSON.stringify(jobJsonSchema(), null, 2)}\n`);
    }
    assert.deepEqual(JSON.parse(await readFile(FILE, 'utf8')), jobJsonSchema());
  });
});
