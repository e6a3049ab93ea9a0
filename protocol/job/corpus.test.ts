import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { checkJobs } from './check-jobs.ts';
import { exportJobs } from './export-jobs.ts';

const FOLDER = fileURLToPath(new URL('../../../shared/corpus/jobs/', import.meta.url));
const Index = z.array(z.looseObject({ file: z.string(), valid_rundeck_list: z.boolean() }));

/** Real job files of others, which are read where they are and never kept here. */
describe('the corpus of real jobs', () => {
  if (!existsSync(FOLDER)) {
    // No pending test: such a one counts as failed.
    it(`is skipped: there is no ${FOLDER}`, () => undefined);
    return;
  }
  const index = Index.parse(JSON.parse(readFileSync(`${FOLDER}index.json`, 'utf8')));
  const valid = new Map(index.map((entry) => [entry.file, entry.valid_rundeck_list]));
  for (const file of readdirSync(FOLDER).filter(
    (name) => /\.(?:ya?ml|json|xml)$/.test(name) && name !== 'index.json',
  )) {
    const text = readFileSync(`${FOLDER}${file}`, 'utf8');
    const { jobs, problems } = checkJobs(text, { format: 'yaml' });
    const errors = problems.filter(({ severity }) => severity === 'error');
    if (valid.get(file) === false) {
      it(`${file} is refused with its line`, () => {
        assert.deepEqual(jobs, []);
        assert.ok((errors[0]?.line ?? 0) > 1);
      });
      continue;
    }
    it(`${file} is sound, and comes back as it was from YAML, JSON and the text that is kept`, () => {
      assert.deepEqual(errors, []);
      const before = jobs.map(({ job }) => job);
      for (const format of ['yaml', 'json'] as const) {
        const again = checkJobs(exportJobs(before, format), { format });
        assert.deepEqual(
          again.jobs.map(({ job }) => job),
          before,
        );
      }
      for (const { text: kept, job } of jobs) {
        assert.deepEqual(checkJobs(kept, { format: 'yaml' }).jobs[0]?.job, job);
      }
    });
  }
});
