import assert from 'node:assert/strict';
import { checkJobs } from '../checks/check-jobs.ts';
import type { Job } from '../format/job.ts';
import type { ResolvedOptions } from '../options/resolve-options.ts';
import { JOB_VALUES } from './job-values.ts';
import { mostExecutions, runRetry, runTimeout } from './run-limits.ts';
import { argumentString, optionLookup } from './run-options.ts';
import { runTarget } from './run-target.ts';
import { optionValues, type RunIdentity, referencedValues, runValues } from './run-values.ts';

function job(more: string): Job {
  const text = `- name: Deploy\n  group: a/b\n  sequence:\n    commands:\n      - exec: make all\n${more}`;
  const [parsed] = checkJobs(text, { format: 'yaml' }).jobs;
  assert.ok(parsed);
  return parsed.job;
}

const resolved = (values: Record<string, string>): ResolvedOptions => ({
  kind: 'resolved',
  values,
  secureValues: {},
  secureNames: [],
  runnerKeys: {},
});
const selector = (filter: string, type = 'TAG_FILTER_AND') =>
  `  runnerSelector:\n    filter: ${filter}\n    runnerFilterMode: FILTER\n    runnerFilterType: ${type}\n`;
const WITH_T = '  options:\n    - name: t\n';
const RUN: RunIdentity = {
  jobId: 'job-1',
  project: 'shop',
  executionId: '17',
  executionUuid: 'a-uuid',
  coordinatorId: 'a-coordinator',
  user: 'ann',
  executionType: 'user',
  serverUrl: 'http://host',
  url: 'http://host/execution/17',
};
const CONFIG = { 'project.globals.env': 'prod', 'project.label': 'Shop' };
const valuesOf = (of: ReturnType<typeof job>, options: Record<string, string>, run = RUN) =>
  runValues(of, optionValues(of, resolved(options), CONFIG), run);

describe('the settings of a run that come from its job and options', () => {
  it('include the target: the Local Runner, or all or any of the tags, with options expanded', () => {
    assert.deepEqual(runTarget(job(''), optionLookup({})), { kind: 'local' });
    assert.deepEqual(runTarget(job(WITH_T + selector("'linux,${option.t}'")), optionLookup({ t: 'DB' })), {
      kind: 'tags',
      match: 'all',
      tags: ['linux', 'db'],
    });
    assert.deepEqual(runTarget(job(selector("'linux,db'", 'TAG_FILTER_OR')), optionLookup({})), {
      kind: 'tags',
      match: 'any',
      tags: ['linux', 'db'],
    });
    const wrong = job(WITH_T + selector("'${option.t}'"));
    assert.throws(() => runTarget(wrong, optionLookup({ t: 'no tag!' })), { code: 'options-invalid' });
    assert.throws(() => runTarget(wrong, optionLookup({ t: '' })), { code: 'options-invalid' });
  });

  it('include the timeout in seconds', () => {
    assert.equal(runTimeout(job(''), optionLookup({})), undefined);
    assert.equal(runTimeout(job('  timeout: 1h 2m\n'), optionLookup({})), 3720);
    assert.equal(runTimeout(job("  timeout: '0'\n"), optionLookup({})), undefined);
    const filled = job(`${WITH_T}  timeout: \${option.t}\n`);
    assert.equal(runTimeout(filled, optionLookup({ t: '90' })), 90);
    assert.throws(() => runTimeout(filled, optionLookup({ t: 'soon' })), { code: 'options-invalid' });
  });

  it('include the number of retries and the limit of concurrent executions', () => {
    assert.equal(runRetry(job(''), optionLookup({})), undefined);
    assert.equal(runRetry(job("  retry: '0'\n"), optionLookup({})), undefined);
    const delayed = job(`${WITH_T}  retry:\n    retry: \${option.t}\n    delay: 1m\n`);
    assert.deepEqual(runRetry(delayed, optionLookup({ t: '3' })), { max: 3, delaySeconds: 60 });
    assert.throws(() => runRetry(delayed, optionLookup({ t: 'often' })), { code: 'options-invalid' });
    assert.equal(mostExecutions(job(''), optionLookup({})), 1);
    const several = '  multipleExecutions: true\n';
    assert.equal(mostExecutions(job(several), optionLookup({})), undefined);
    assert.equal(mostExecutions(job(`${several}  maxMultipleExecutions: '4'\n`), optionLookup({})), 4);
  });

  it('include the options as an argument line, with quotes where needed', () => {
    assert.equal(
      argumentString({ a: '1', b: 'two words', c: 'say "hi"', d: '' }),
      '-a 1 -b "two words" -c "say ""hi""" -d ""',
    );
  });
});

describe('the values of a run', () => {
  it('include the values that its steps can use', () => {
    const several = '  options:\n    - name: t\n      multivalued: true\n      delimiter: ";"\n';
    const values = valuesOf(job(several), { t: 'a;${globals.env};${option.t}' });
    assert.deepEqual(values.option, { t: 'a;prod;${option.t}', 't.delimiter': ';' });
    assert.deepEqual(values.globals, { env: 'prod' });
    const { name, group, id, execid, executionUuid, username, wasRetry, retryAttempt, url } = values.job;
    assert.deepEqual(
      [name, group, id, execid, executionUuid, username, wasRetry, retryAttempt, url],
      ['Deploy', 'a/b', 'job-1', '17', 'a-uuid', 'ann', 'false', '0', 'http://host/execution/17'],
    );
    const filtered = job(
      '  nodefilters:\n    filter: "tags: ${option.t}"\n    dispatch:\n      threadcount: ${option.n}\n',
    );
    const { filter, threadcount } = valuesOf(filtered, { t: 'web', n: '3' }).job;
    assert.deepEqual([filter, threadcount], ['tags: web', '3']);
    const retry = { attempt: 2, initial: 15, previous: 16 };
    const again = valuesOf(job(''), {}, { ...RUN, retry }).job;
    assert.deepEqual(
      ['wasRetry', 'retryAttempt', 'retryInitialExecId', 'retryPrevExecId'].map((key) => again[key]),
      ['true', '2', '15', '16'],
    );
  });

  it('include every documented value of the job', () => {
    const filtered = job('  nodefilters:\n    filter: "tags: web"\n');
    const values = valuesOf(filtered, {}, { ...RUN, retry: { attempt: 2, initial: 15, previous: 16 } });
    assert.deepEqual(Object.keys(values.job).sort(), Object.keys(JOB_VALUES).sort());
  });

  it('include the identity of a referenced job, and the other values of the referring job', () => {
    const referring = valuesOf(job('  loglevel: DEBUG\n  nodefilters:\n    filter: "tags: web"\n'), {});
    const inner = job('  nodefilters:\n    filter: "tags: db"\n    dispatch: {threadcount: 4}\n');
    const options = optionValues(inner, resolved({ t: '${globals.env}' }), CONFIG, { more: 'x' });
    const own = { id: 'job-2', project: 'other' };
    const values = referencedValues({ ...inner, name: 'Inner', group: 'c' }, options, own, referring);
    assert.deepEqual(values.option, { more: 'x', t: 'prod' });
    assert.deepEqual(values.job, { ...referring.job, name: 'Inner', group: 'c', ...own });
  });
});
