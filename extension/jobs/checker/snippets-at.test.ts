import assert from 'node:assert/strict';
import { snippetsAt } from './snippets-at.ts';

/** Returns the snippets at the marker `¦`, which is the end of its line. */
function choices(marked: string) {
  const lines = marked.split('\n');
  const line = lines.findIndex((text) => text.includes('¦'));
  return snippetsAt(
    lines.map((text) => text.replace('¦', '')),
    line,
    ['lab'],
  );
}
const offered = (marked: string) => choices(marked).map(({ name }) => name);

const JOBS = ['job', 'job with tags'];
const STEPS = ['exec', 'script', 'jobref'];
const KEYS = ['runnerSelector', 'nodefilters', 'schedule', 'notification'];

describe('snippetsAt', () => {
  it('offers jobs in an empty file, including after a comment and a partial word', () => {
    assert.deepEqual(offered('# nightly\n---\njo¦').slice(0, 2), JOBS);
    assert.deepEqual(offered('- ¦').slice(0, 2), JOBS);
  });

  it('offers another job between and after the jobs of a list', () => {
    const job = '- name: a\n  sequence:\n    commands:\n    - exec: id\n';
    assert.deepEqual(offered(`${job}¦`), JOBS);
    assert.deepEqual(offered(`${job}¦\n${job}`), JOBS);
  });

  it('offers no job in a file that is one map', () => {
    assert.deepEqual(offered('¦\nname: a'), KEYS);
  });

  it('offers steps where an item of a sequence belongs', () => {
    const steps = '- name: a\n  sequence:\n    commands:\n';
    assert.deepEqual(offered(`${steps}    ¦`), STEPS);
    assert.deepEqual(offered(`${steps}      ¦`), STEPS);
    assert.deepEqual(offered(`${steps}    - exec: id\n    ¦`), STEPS);
    assert.deepEqual(offered(`${steps}    - script: |\n        id\n    - ex¦`), [...STEPS, 'errorhandler']);
  });

  it('offers the snippets of keys in a map, except for keys that the map has', () => {
    const job = '- name: a\n  sequence:\n    commands:\n    - exec: id\n';
    assert.deepEqual(offered(`${job}  ¦`), KEYS);
    assert.deepEqual(offered(`${job}  schedule:\n    crontab: x\n  ¦`), [
      'runnerSelector',
      'nodefilters',
      'notification',
    ]);
    assert.deepEqual(offered(`${job}      ¦`), ['errorhandler']);
  });

  it('offers options below the key of the options, and the keys of the job', () => {
    assert.deepEqual(offered('- name: a\n  options:\n  ¦'), ['option', ...KEYS]);
    assert.deepEqual(offered('- name: a\n  options:\n  - name: x\n  - ¦'), ['option']);
  });

  it('offers nothing in values, scripts and complete keys', () => {
    assert.deepEqual(offered('- name: a¦'), []);
    assert.deepEqual(offered('- name: a\n  sequence:\n    commands:\n    - script: |\n        ex¦'), []);
    assert.deepEqual(offered('- name: a\n  schedule:¦'), []);
  });

  it('leaves out the dash that the line contains', () => {
    const [first] = choices('- name: a\n  sequence:\n    commands:\n    - ¦');
    assert.equal(first?.insert, 'description: ${1:What it does}\n  exec: ${2:echo hello}');
    assert.equal(first?.column, 6);
  });
});
