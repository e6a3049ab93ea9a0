import assert from 'node:assert/strict';
import { type CheckOptions, checkJobs } from '../checks/check-jobs.ts';
import { formatProblem } from '../source/problem.ts';
import { expandedSelector, selectorOf, selectorParts } from './runner-selector.ts';

const STEPS = '  sequence: {commands: [{exec: id}]}\n';

describe('the runner selector of a job', () => {
  const selector = (lines: string) => only(`- name: a\n  runnerSelector: ${lines}\n${STEPS}`).runnerSelector;

  it('trims and lower-cases tags, given as a string or a list', () => {
    const expected = { filter: 'db,eu', runnerFilterMode: 'TAGS', runnerFilterType: 'TAG_FILTER_AND' };
    assert.deepEqual(selector("{filter: ' DB, eu ,db,'}"), expected);
    assert.deepEqual(selector('{filter: [DB, eu]}'), expected);
  });

  it('keeps the case of references', () => {
    assert.equal(
      selector("{filter: 'DB,${option.Tag}', runnerFilterMode: FILTER}")?.filter,
      'db,${option.Tag}',
    );
  });

  it('selects the Local Runner if there are no tags', () => {
    const local = { runnerFilterMode: 'LOCAL', runnerFilterType: 'LOCAL_RUNNER' };
    assert.deepEqual(selector('{}'), local);
    assert.deepEqual(selector("{filter: '', runnerFilterMode: LOCAL}"), local);
  });

  it('rejects contradictory modes and filters, and unknown types', () => {
    for (const lines of [
      '{filter: db, runnerFilterMode: LOCAL}',
      '{filter: db, runnerFilterType: LOCAL_RUNNER}',
      '{runnerFilterMode: TAGS}',
      '{filter: db, runnerFilterType: TAGS_FILTER_AND}',
    ]) {
      const found = problems(`- name: a\n  runnerSelector: ${lines}\n${STEPS}`);
      assert.match(found.join('\n'), /^2:\d+: error: .*(?:LOCAL|Local|Did you mean "TAG_FILTER_AND")/, lines);
    }
  });

  it('warns about keys and tags that have no effect', () => {
    assert.deepEqual(
      problems(`- name: a\n  runnerSelector:\n    filter: a b\n    filterMode: TAGS\n${STEPS}`),
      [
        '3:13: warning: No runner can have the tag "a b": a tag has 1 to 64 characters, which are a-z, 0-9, ".", "_" or "-". [impossible-tag]',
        '4:5: warning: "filterMode" is not a key of a runner selector, so it has no effect. Did you mean "runnerFilterMode"? [unknown-key]',
      ],
    );
  });

  it('converts to its parts and back', () => {
    const parts = { mode: 'TAGS', type: 'TAG_FILTER_OR', tags: ['a', 'b'] } as const;
    assert.deepEqual(selectorParts(selectorOf({ ...parts, tags: ['A ', 'b', 'a'] })), parts);
    assert.deepEqual(selectorParts(undefined), { mode: 'LOCAL', type: 'LOCAL_RUNNER', tags: [] });
  });

  it('expands a reference in a filter to all tags in its value', () => {
    const written = selectorOf({ mode: 'FILTER', type: 'TAG_FILTER_AND', tags: ['db', '${option.Where}'] });
    const lookup = ({ key }: { key: string }) => (key === 'Where' ? 'EU, west' : undefined);
    assert.deepEqual(expandedSelector(written, lookup).tags, ['db', 'eu', 'west']);
  });
});

function only(text: string) {
  const { jobs, problems: found } = checkJobs(text, { format: 'yaml' });
  const [first] = jobs;
  assert.ok(first !== undefined && jobs.length === 1, found.map(formatProblem).join('\n'));
  return first.job;
}

function problems(text: string, options: CheckOptions = { format: 'yaml' }): string[] {
  return checkJobs(text, options).problems.map(formatProblem);
}
