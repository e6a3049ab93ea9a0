import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ResolvedOptions } from '../../protocol/expansion/options/resolve-options.ts';
import { checkJobs } from '../../protocol/job/check-jobs.ts';
import type { Job } from '../../protocol/job/job.ts';
import { planJob } from '../engine/plan-job.ts';
import { argumentString, runTarget, runTimeout } from './run-values.ts';

function job(more: string): Job {
  const text = `- name: Deploy\n  sequence:\n    keepgoing: true\n    strategy: sequential\n    commands:\n      - exec: make all\n        description: Build it\n      - script: |-\n          #!/bin/bash\n          echo one\n        pty: true\n${more}`;
  const [parsed] = checkJobs(text, { format: 'yaml' }).jobs;
  assert.ok(parsed);
  return parsed.job;
}

const resolved = (values: Record<string, string>): ResolvedOptions => ({
  kind: 'resolved',
  values,
  secureValues: {},
  secureNames: [],
});
const selector = (filter: string, type = 'TAG_FILTER_AND') =>
  `  runnerSelector:\n    filter: ${filter}\n    runnerFilterMode: FILTER\n    runnerFilterType: ${type}\n`;
const WITH_T = '  options:\n    - name: t\n';

describe('The values of a run', () => {
  it('give the target: the Local Runner, all tags or any, options filled in', () => {
    assert.deepEqual(runTarget(job(''), resolved({})), { kind: 'local' });
    assert.deepEqual(runTarget(job(WITH_T + selector("'linux,${option.t}'")), resolved({ t: 'DB' })), {
      kind: 'tags',
      match: 'all',
      tags: ['linux', 'db'],
    });
    assert.deepEqual(runTarget(job(selector("'linux,db'", 'TAG_FILTER_OR')), resolved({})), {
      kind: 'tags',
      match: 'any',
      tags: ['linux', 'db'],
    });
    const wrong = job(WITH_T + selector("'${option.t}'"));
    assert.throws(() => runTarget(wrong, resolved({ t: 'no tag!' })), { code: 'options-invalid' });
    assert.throws(() => runTarget(wrong, resolved({ t: '' })), { code: 'options-invalid' });
  });

  it('give the timeout in seconds', () => {
    assert.equal(runTimeout(job(''), resolved({})), undefined);
    assert.equal(runTimeout(job('  timeout: 1h 2m\n'), resolved({})), 3720);
    assert.equal(runTimeout(job("  timeout: '0'\n"), resolved({})), undefined);
    const filled = job(`${WITH_T}  timeout: \${option.t}\n`);
    assert.equal(runTimeout(filled, resolved({ t: '90' })), 90);
    assert.throws(() => runTimeout(filled, resolved({ t: 'soon' })), { code: 'options-invalid' });
  });

  it('are written as one line that reads back', () => {
    assert.equal(
      argumentString({ a: '1', b: 'two words', c: 'say "hi"', d: '' }),
      '-a 1 -b "two words" -c "say ""hi""" -d ""',
    );
  });

  it('make a plan: rows of steps on the host of the runner', () => {
    const values = { option: {}, secureOption: ['password'], job: {} };
    const plan = planJob(job(''), values, { kind: 'local' });
    assert.deepEqual(plan.nodes, [{ kind: 'runner-host', name: 'localhost' }]);
    assert.equal(plan.strategy, 'sequential');
    assert.equal(plan.keepGoing, true);
    assert.deepEqual(
      plan.steps.map(({ label, pty, secure }) => [label, pty, secure]),
      [
        ['Build it', false, true],
        ['echo one', true, true],
      ],
    );
    assert.deepEqual(planJob(job(''), values, { kind: 'tags', match: 'all', tags: [] }).nodes, [
      { kind: 'runner-host' },
    ]);
  });
});
