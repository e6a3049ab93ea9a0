import assert from 'node:assert/strict';
import { blocksWithJobs } from '../../job-language/language-service/recognise-jobs.ts';
import { readNodes } from '../../job-language/node-formats/read-nodes.ts';
import { writeNodes } from '../../job-language/node-formats/write-nodes.ts';
import { formatOfFile, NODE_FORMATS } from '../../protocol/entities/node-format.ts';
import { whole } from '../../support/slices/sliced.ts';
import { corpusNodes } from './corpus-files.ts';

describe('Outrunner with a corpus of real inventories', () => {
  for (const { name, text } of corpusNodes()) {
    it(`does not recognise ${name} as a job file`, () => assert.equal(blocksWithJobs(text), undefined));
    it(`reads ${name} without a problem, and reads the same nodes after writing them in any format`, () => {
      const format = formatOfFile(name);
      assert.ok(format !== undefined);
      const { nodes, problems } = readNodes(text, format);
      assert.deepEqual(problems, []);
      assert.ok(nodes.length > 0);
      for (const other of NODE_FORMATS) {
        assert.deepEqual(readNodes(whole(writeNodes(nodes, other)), other).nodes, nodes, other);
      }
    });
  }
});
