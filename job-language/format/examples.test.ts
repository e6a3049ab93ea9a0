import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { checkJobs } from '../checks/check-jobs.ts';

const EXAMPLES = new URL('../../examples/', import.meta.url);

describe('the example jobs', () => {
  for (const file of readdirSync(EXAMPLES).filter((name) => name.endsWith('.yaml'))) {
    it(`${file} has no errors and no warnings`, () => {
      const { jobs, problems } = checkJobs(readFileSync(new URL(file, EXAMPLES), 'utf8'), { format: 'yaml' });
      assert.deepEqual(problems, []);
      assert.ok(jobs.length > 0);
    });
  }
});
