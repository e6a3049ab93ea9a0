import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { writeJobs } from '../keys/export-jobs.ts';
import { checkJobs } from './check-jobs.ts';

const golden = (name: string) => readFileSync(new URL(`golden/${name}`, import.meta.url), 'utf8');
const SOUND_JOBS = golden('sound-jobs.yaml');
const MISTAKES = golden('planted-mistakes.txt')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [title = '', from = '', to = '', marked = '', code = ''] = line
      .split(' ¦ ')
      .map((column) => column.replaceAll('⏎', '\n'));
    return { title, from, to, marked, code };
  });

describe('the check of job files', () => {
  it('reports nothing in jobs without mistakes', () => {
    assert.deepEqual(checkJobs(SOUND_JOBS, { format: 'yaml' }).problems, []);
  });

  it('reports nothing in the examples and in their exports', () => {
    const folder = new URL('../../examples/', import.meta.url);
    const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
    assert.ok(names.length > 0);
    for (const name of names) {
      const { jobs, problems } = checkJobs(readFileSync(new URL(name, folder), 'utf8'), { format: 'yaml' });
      assert.deepEqual(problems, [], name);
      for (const format of ['yaml', 'json'] as const) {
        const text = writeJobs(
          jobs.map(({ job }) => job),
          format,
        );
        assert.deepEqual(checkJobs(text, { format }).problems, [], `${name} as ${format}`);
      }
    }
  });

  it('is tested with at least sixty planted mistakes, each with a unique title', () => {
    assert.ok(MISTAKES.length >= 60);
    assert.equal(new Set(MISTAKES.map(({ title }) => title)).size, MISTAKES.length);
  });

  for (const { title, from, to, marked, code } of MISTAKES)
    it(`reports a planted mistake and marks it on one line: ${title}`, () => {
      const at = SOUND_JOBS.indexOf(from);
      assert.ok(at !== -1 && !SOUND_JOBS.includes(from, at + 1), `"${from}" is not in the jobs exactly once`);
      const text = SOUND_JOBS.replace(from, () => to);
      const lines = text.split('\n');
      const { problems } = checkJobs(text, { format: 'yaml' });
      const found = problems.map((problem) => {
        assert.equal(problem.endLine, problem.line, problem.message);
        return [problem.code, lines[problem.line - 1]?.slice(problem.column - 1, problem.endColumn - 1)];
      });
      const named = found.find((it) => it[0] === code && it[1] === marked);
      assert.deepEqual(named, [code, marked], JSON.stringify(found));
    });
});
