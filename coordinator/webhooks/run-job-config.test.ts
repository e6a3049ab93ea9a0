import assert from 'node:assert/strict';
import type { EventValues } from './payload-template.ts';
import { eventRun, isConfigProblem, readRunJobConfig } from './run-job-config.ts';

const event = (data: unknown): EventValues => ({
  data,
  raw: JSON.stringify(data),
  webhook: { id: 'e', name: 'w', project: 'ops', sender: '10.0.0.1', timestamp: '5' },
});

function asked(config: Record<string, string>, data: unknown) {
  const read = readRunJobConfig({ jobId: 'j', ...config });
  assert.ok(!isConfigProblem(read));
  return eventRun(read, event(data));
}

const problemOf = (config: Record<string, string>) => {
  const read = readRunJobConfig(config);
  return isConfigProblem(read) ? read.problem : 'none';
};

describe('the configuration of a webhook that runs a job', () => {
  it('passes fields of the payload as options', () => {
    const argString = '-branch ${data.ref} -note "by ${data.who.name}, again" -fixed yes';
    assert.deepEqual(asked({ argString }, { ref: 'main', who: { name: 'ada' } }), {
      options: { branch: 'main', note: 'by ada, again', fixed: 'yes' },
    });
  });

  it('passes a value unchanged, whatever it contains', () => {
    const hostile = 'x" -admin true ${raw} ; rm -rf /';
    assert.deepEqual(asked({ argString: '-a ${data.a}' }, { a: hostile }), { options: { a: hostile } });
  });

  it('omits an option whose only reference is an absent field', () => {
    const argString = '-a ${data.no} -b "${data.null}" -c v${data.no}';
    assert.deepEqual(asked({ argString }, { null: null }), { options: { c: 'v' } });
  });

  it('refuses an event without a field of the node filter, or with characters that could widen the filter', () => {
    const config = { nodeFilter: 'name: ${data.host}' };
    assert.deepEqual(asked(config, { host: 'web-1.example' }), {
      options: {},
      filter: 'name: web-1\\.example',
    });
    assert.deepEqual(asked(config, { host: 'web-1,web-2' }), { options: {}, filter: 'name: web-1,web-2' });
    for (const host of [undefined, '', '.*', '/./', 'a tags: prod', 'a\tb', '!a', '"', 'a+b', '.,..,...'])
      assert.ok(isConfigProblem(asked(config, { host })), String(host));
  });

  it('reports a problem of an event without values of the payload', () => {
    assert.deepEqual(asked({ nodeFilter: '${data.host}' }, { host: 'hunter2 secret' }), {
      problem:
        '${data.host} of the node filter contains other characters than letters, digits and _ . @ , -, or a dot and a comma',
    });
    assert.deepEqual(asked({ argString: '-a ${raw}' }, 'x'.repeat(70_000)), {
      problem: 'option "a" would have more than 65536 characters',
    });
    const many = '${raw}'.repeat(10_000);
    assert.deepEqual(asked({ argString: `-a "${many}"` }, 'x'.repeat(60_000)), {
      problem: 'option "a" would have more than 65536 characters',
    });
  });

  it('refuses an event that would multiply its payload into options of more than a MiB', () => {
    const argString = Array.from({ length: 20 }, (_, index) => `-a${index} \${raw}`).join(' ');
    assert.ok(!isConfigProblem(asked({ argString }, 'x'.repeat(50_000))));
    assert.deepEqual(asked({ argString }, 'x'.repeat(60_000)), {
      problem: 'the options would have more than 1048576 characters',
    });
  });

  it('is refused without a job, with unknown keys, and with references that a sender must not choose', () => {
    assert.equal(problemOf({}), 'jobId is missing');
    assert.match(problemOf({ jobId: 'j', job: 'x' }), /unknown key "job"; the keys are jobId, argString/);
    assert.match(problemOf({ jobId: '${data.job}' }), /^jobId contains a reference/);
    assert.match(problemOf({ jobId: 'j', asUser: '${data.user}' }), /^asUser contains a reference/);
    assert.match(problemOf({ jobId: 'j', argString: '-${data.name} x' }), /in the name of an option/);
  });

  it('is refused with invalid arguments and references', () => {
    assert.match(
      problemOf({ jobId: 'j', argString: '-a' }),
      /^argString contains words that belong to no option/,
    );
    assert.match(problemOf({ jobId: 'j', argString: '-a ${x}' }), /^argString: "\$\{x\}" is not a reference/);
    assert.match(problemOf({ jobId: 'j', nodeFilter: '${x}' }), /^nodeFilter: /);
  });
});
