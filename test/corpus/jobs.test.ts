import assert from 'node:assert/strict';
import { checkJobs } from '../../job-language/checks/check-jobs.ts';
import { writeJobs } from '../../job-language/keys/export-jobs.ts';
import { type OutlineSymbol, outlineOf } from '../../job-language/language-service/outline.ts';
import { corpusJobs } from './corpus-files.ts';

describe('the corpus of real jobs', () => {
  for (const { name, text, isValid } of corpusJobs()) {
    const { jobs, problems } = checkJobs(text, { format: 'yaml' });
    const errors = problems.filter(({ severity }) => severity === 'error');
    if (!isValid) {
      it(`refuses ${name} with the line of the error`, () => {
        assert.deepEqual(jobs, []);
        assert.ok((errors[0]?.line ?? 0) > 1);
      });
      continue;
    }
    it(`accepts ${name}, and restores it unchanged from YAML, JSON and the stored text`, () => {
      assert.deepEqual(errors, []);
      const before = jobs.map(({ job }) => job);
      for (const format of ['yaml', 'json'] as const) {
        const again = checkJobs(writeJobs(before, format), { format });
        assert.deepEqual(
          again.jobs.map(({ job }) => job),
          before,
        );
      }
      for (const { text: kept, job } of jobs) {
        assert.deepEqual(checkJobs(kept, { format: 'yaml' }).jobs[0]?.job, job);
      }
    });
    it(`outlines the jobs, options and steps of ${name} as the parser reads them`, () => {
      const below = (symbol: OutlineSymbol, kind: string) =>
        symbol.children.find((child) => child.kind === kind)?.children ?? [];
      assert.deepEqual(
        outlineOf(text).map((symbol) => ({
          name: symbol.name,
          options: below(symbol, 'options').map((option) => option.name),
          steps: below(symbol, 'steps').length,
        })),
        jobs.map(({ job }) => ({
          name: job.name,
          options: job.options.map((option) => option.name),
          steps: job.sequence.commands.length,
        })),
      );
    });
  }
});
