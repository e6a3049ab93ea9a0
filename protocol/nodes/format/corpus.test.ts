import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatOfFile, NODE_FORMATS } from './node-format.ts';
import { readNodes } from './read-nodes.ts';
import { writeNodes } from './write-nodes.ts';

/** Real public inventories, beside the checkout where there are any. */
const FOLDER = fileURLToPath(new URL('../../../../shared/corpus/nodes/', import.meta.url));
const FILES = existsSync(FOLDER) ? readdirSync(FOLDER).filter((file) => file !== 'index.json') : [];

describe('the corpus of real inventories', () => {
  it('is there, or its tests are skipped', function () {
    if (FILES.length === 0) this.skip();
  });

  for (const file of FILES) {
    it(`${file} is read without a problem, and is the same once written and read again`, () => {
      const format = formatOfFile(file);
      assert.ok(format !== undefined);
      const { nodes, problems } = readNodes(readFileSync(join(FOLDER, file), 'utf8'), format);
      assert.deepEqual(problems, []);
      assert.ok(nodes.length > 0);
      for (const other of NODE_FORMATS) {
        assert.deepEqual(readNodes(writeNodes(nodes, other), other).nodes, nodes, other);
      }
    });
  }
});
