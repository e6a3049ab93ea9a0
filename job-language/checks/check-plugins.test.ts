import assert from 'node:assert/strict';
import { checkJobs } from './check-jobs.ts';

describe('checkPlugins', () => {
  it('warns about unknown plugins and keeps the job', () => {
    const { jobs, problems } = check({
      orchestrator: { type: 'mine' },
      nodefilters: { filter: '.*' },
      sequence: {
        pluginConfig: { LogFilter: [{ type: 'theirs' }] },
        commands: [{ type: 'ours', configuration: { a: 'b' } }],
      },
    });
    assert.equal(jobs.length, 1);
    assert.deepEqual(codes(problems), ['log-filter', 'unknown-plugin', 'unknown-orchestrator']);
    assert.match(
      problems[1]?.message ?? '',
      /"ours" is not available: the step is kept, but fails when it runs\. Available plugins: copyfile,/,
    );
  });

  it('warns about unknown strategies and notifications', () => {
    const { jobs, problems } = check({
      sequence: { strategy: 'paralel', commands: [{ exec: 'id' }] },
      notification: {
        onstart: { plugin: { type: 'HttpNotification' } },
        onfailure: { plugin: [{ type: 'SlackNotification' }] },
      },
    });
    assert.equal(jobs[0]?.job.sequence.strategy, 'paralel');
    assert.deepEqual(codes(problems).sort(), ['unknown-plugin', 'unknown-strategy']);
    const texts = problems.map(({ message }) => message).join('\n');
    assert.match(texts, /"paralel" is not available: .* Did you mean "parallel"\?/);
    assert.match(texts, /"SlackNotification" is not available/);
  });

  it('warns about missing and unknown properties of a configuration', () => {
    const configuration = { sourcePath: '/a', target: '/b' };
    const { problems } = check({
      sequence: { commands: [{ type: 'copyfile', nodeStep: true, configuration }] },
    });
    assert.deepEqual(codes(problems).sort(), ['missing-property', 'unknown-property']);
    const orchestrator = { type: 'subset', configuration: {} };
    assert.deepEqual(codes(check({ orchestrator, nodefilters: { filter: '.*' } }).problems), [
      'unknown-orchestrator',
    ]);
  });

  it('warns about a node step of a plugin that runs once for the workflow', () => {
    const step = { type: 'flow-control', nodeStep: true, configuration: { halt: 'true', fail: 'false' } };
    const { problems } = check({ sequence: { commands: [step] } });
    assert.deepEqual(codes(problems), ['not-a-node-step']);
    assert.deepEqual(codes(check({ sequence: { commands: [{ ...step, nodeStep: false }] } }).problems), []);
  });

  it('reports nothing for a valid configuration', () => {
    const configuration = { sourcePath: '/a', destinationPath: '${option.x}' };
    const { problems } = check({
      options: [{ name: 'x' }],
      orchestrator: { type: 'maxPercentage', configuration: { percent: '50' } },
      nodefilters: { filter: '.*' },
      sequence: { commands: [{ type: 'copyfile', nodeStep: true, configuration }] },
    });
    assert.deepEqual(problems, []);
  });
});

function check(parts: Record<string, unknown>) {
  const job = { name: 'a', sequence: { commands: [{ exec: 'id' }] }, ...parts };
  return checkJobs(JSON.stringify(job), { format: 'json' });
}

function codes(problems: readonly { readonly code: string }[]): string[] {
  return problems.map(({ code }) => code);
}
