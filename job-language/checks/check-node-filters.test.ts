import assert from 'node:assert/strict';
import { formatProblem } from '../source/problem.ts';
import { checkJobs } from './check-jobs.ts';

const problems = (nodefilters: string, command = 'exec: x') =>
  checkJobs(
    `- name: a
  nodefilters: ${nodefilters}
  sequence:
    commands:
    - ${command}
`,
    { format: 'yaml' },
  ).problems.map(formatProblem);

describe('the node filters of a job', () => {
  it('are reported if they are invalid', () => {
    const [own] = problems("{filter: 'tags: web name: /(/'}");
    assert.match(own ?? '', /^2:25: warning: .*column 17.*\[node-filter\]$/);
    const [excluded] = problems("{filter: '.*', filterExclude: '/[/'}");
    assert.match(excluded ?? '', /^2:\d+: warning: .*\[node-filter\]$/);
    const [referred] = problems("{filter: '.*'}", "jobref: {name: b, nodefilters: {filter: '/(/'}}");
    assert.match(referred ?? '', /^5:\d+: warning: .*\[node-filter\]$/);
  });

  it('are accepted if they are valid, or contain references', () => {
    for (const filter of ['tags: web+prod !name: db1', '(?!db).*', 'name: /${job.name}(/', 'a(', '']) {
      assert.deepEqual(problems(`{filter: '${filter}'}`), [], filter);
    }
  });
});
