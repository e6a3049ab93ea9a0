import assert from 'node:assert/strict';
import { readBlocks } from './block-tree.ts';
import { jobLensesOf, type RunnerFact } from './job-lenses.ts';

const RUNNERS: RunnerFact[] = [
  { name: 'r', tags: ['db', 'eu'], isLocal: false, isHealthy: true },
  { name: 'r', tags: ['db'], isLocal: false, isHealthy: false },
  { name: 'r', tags: [], isLocal: true, isHealthy: true },
];

const counts = (selector: string) => jobLensesOf(readBlocks(`- name: a\n${selector}`), RUNNERS)[0]?.runners;

describe('jobLensesOf', () => {
  it('counts the runners with all tags, or with any', () => {
    assert.equal(counts('  runnerSelector:\n    filter: db'), '2 runners, 1 healthy');
    assert.equal(counts('  runnerSelector:\n    filter: DB, eu'), '1 runner, 1 healthy');
    assert.equal(
      counts('  runnerSelector: {filter: [db, us], runnerFilterType: TAG_FILTER_OR}'),
      '2 runners, 1 healthy',
    );
    assert.equal(counts('  runnerSelector:\n    filter:\n    - us'), 'no runners');
  });

  it('counts the Local Runner', () => {
    assert.equal(counts('  runnerSelector: {runnerFilterMode: LOCAL}'), '1 runner, 1 healthy');
  });

  it('returns no count without a selector, for a reference or an expression, and for an unknown mode', () => {
    assert.equal(counts(''), undefined);
    assert.equal(counts('  runnerSelector: {filter: "${option.tag}"}'), undefined);
    assert.equal(counts('  runnerSelector: {filter: "db and not eu"}'), undefined);
    assert.equal(counts('  runnerSelector: {runnerFilterMode: SOMETHING}'), undefined);
  });

  it('returns whether a job has options', () => {
    const hasOptions = (text: string) =>
      jobLensesOf(readBlocks(`- name: a\n${text}`), RUNNERS)[0]?.hasOptions;
    assert.equal(hasOptions('  options:\n  - name: stage\n'), true);
    assert.equal(hasOptions('  options: [{name: stage}]\n'), true);
    assert.equal(hasOptions('  options: []\n'), false);
    assert.equal(hasOptions(''), false);
  });

  it('returns the line of each job', () => {
    assert.deepEqual(
      jobLensesOf(readBlocks('# jobs\n- name: a\n\n- name: b\n'), RUNNERS).map(({ line }) => line),
      [1, 3],
    );
  });
});
