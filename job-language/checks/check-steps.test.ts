import assert from 'node:assert/strict';
import { checkJobs } from './check-jobs.ts';

describe('checkSteps', () => {
  it('requires exactly one action for each step', () => {
    assert.match(only({}), /error: The step has no action/);
    assert.match(only({ exec: 'id', script: 'id' }), /error: The step has "exec" and "script"/);
    assert.match(only({ exec: 'id', jobref: { name: 'x' } }), /"exec" and "jobref"/);
    assert.deepEqual(found({ type: 'log-data', nodeStep: true }), []);
  });

  it('requires the name of the job in a job reference', () => {
    assert.match(only({ jobref: { group: 'x' } }), /has neither/);
    assert.match(only({ jobref: { uuid: 'x', useName: 'true' } }), /looked up by name.*Add "name"/);
    assert.deepEqual(found({ jobref: { uuid: 'x' } }), []);
  });

  it('requires node steps as error handlers of node steps with the node-first strategy', () => {
    const handled = { exec: 'id', errorhandler: { jobref: { name: 'x' } } };
    assert.match(only(handled), /error: .*Set nodeStep: true in the error handler/);
    assert.deepEqual(found(handled, 'sequential'), []);
    assert.deepEqual(found({ exec: 'id', errorhandler: { jobref: { name: 'x', nodeStep: true } } }), []);
    assert.deepEqual(found({ jobref: { name: 'x' }, errorhandler: { exec: 'id' } }), []);
  });

  it('warns about error handlers of error handlers, and of keepgoingOnSuccess outside of error handlers', () => {
    const twice = { exec: 'id', errorhandler: { exec: 'id', errorhandler: { exec: 'id' } } };
    assert.match(only(twice), /warning: An error handler of an error handler never runs/);
    assert.match(
      only({ exec: 'id', keepgoingOnSuccess: true }),
      /warning: "keepgoingOnSuccess" has an effect only in an error handler/,
    );
  });

  it('warns about look-around and back-references in patterns of conditions', () => {
    const conditional = (value: string) => ({
      type: 'conditional',
      nodeStep: true,
      conditionGroups: [[{ key: '${node.name}', operator: 'matches', value }]],
      subSteps: [{ exec: 'id' }],
    });
    assert.deepEqual(found(conditional('web\\d+')), []);
    assert.match(
      only(conditional('web(?!1)')),
      /warning: The pattern web\(\?!1\) uses look-around or back-references/,
    );
    const rules = { WorkflowStrategy: { ruleset: { rules: '[1] if:option.a=~(?!x)y' } } };
    assert.match(
      found({ exec: 'id' }, 'ruleset', rules).join(),
      /A condition in the rules is never true: the pattern \(\?!x\)y uses look-around/,
    );
  });

  it('requires conditions and steps in a conditional, and limits where a conditional may be', () => {
    const conditional = (...subSteps: unknown[]) => ({
      type: 'conditional',
      nodeStep: true,
      conditionGroups: [[{ key: '${node.name}', operator: '==', value: 'a' }]],
      subSteps,
    });
    const echo = { exec: 'id' };
    const nested = (count: number) =>
      Array.from({ length: count }).reduce((within) => conditional(within), echo);
    assert.deepEqual(found(nested(10)), []);
    assert.match(only(nested(11)), /error: Conditionals are nested more than 10 levels deep/);
    assert.match(only(conditional()), /The conditional has no steps/);
    assert.match(only({ ...conditional(echo), conditionGroups: [[]] }), /no condition, or an empty group/);
    assert.match(only(conditional({ jobref: { name: 'x' } })), /warning: .*once for each node/);
    const rules = { WorkflowStrategy: { ruleset: { rules: '[*] run-at-start' } } };
    assert.match(
      found(conditional(echo), 'ruleset', rules).join(),
      /error: A conditional is not allowed in a workflow/,
    );
  });

  it('requires valid rules in a ruleset, and warns if there are none', () => {
    const rules = (text: string) => ({ WorkflowStrategy: { ruleset: { rules: text } } });
    assert.deepEqual(found({ exec: 'id' }, 'ruleset', rules('[*] run-at-start')), []);
    assert.match(
      found({ exec: 'id' }, 'ruleset').join(),
      /warning: The workflow has strategy: ruleset but no rules/,
    );
    assert.match(found({ exec: 'id' }, 'ruleset', rules('[1] run-now')).join(), /error: Line 1 of the rules/);
  });

  it('warns about keys that belong to another kind of step', () => {
    assert.match(
      only({ exec: 'id', args: '-v' }),
      /warning: "args" has an effect only in a step with "script" or "scriptfile" or "scripturl"/,
    );
    assert.match(
      only({ scriptfile: '/a', maxBytes: 3 }),
      /"maxBytes" has an effect only in a step with "scripturl"/,
    );
    assert.deepEqual(found({ exec: 'id', args: '', interpreterArgsQuoted: false }), []);
  });

  it('reads conditionals in the form of `conditional.logic`', () => {
    const other = {
      type: 'conditional.logic',
      nodeStep: true,
      invertLogic: true,
      conditionGroups: [
        { conditions: [{ field: '${node.name}', operator: 'equals', value: 'a' }] },
        { conditions: [{ field: '${node.name}', operator: 'not equals', value: 'b' }] },
      ],
      steps: [{ exec: 'id' }],
    };
    const { jobs, problems } = checked(other);
    assert.deepEqual(problems, []);
    const [step] = jobs[0]?.job.sequence.commands ?? [];
    assert.deepEqual(step?.conditionGroups, [
      [{ key: '${node.name}', operator: '==', value: 'a' }],
      [{ key: '${node.name}', operator: '!=', value: 'b' }],
    ]);
    assert.deepEqual(step?.subSteps, [{ exec: 'id' }]);
  });

  it('reads a step with groups as a conditional if its type is absent or empty', () => {
    const conditionGroups = [[{ key: '${node.name}', operator: '==', value: 'a' }]];
    for (const type of [{}, { type: null }]) {
      const { jobs, problems } = checked({
        ...type,
        nodeStep: true,
        conditionGroups,
        subSteps: [{ exec: 'id' }],
      });
      assert.deepEqual([problems, jobs[0]?.job.sequence.commands[0]?.type], [[], 'conditional']);
    }
  });
});

function checked(step: unknown, strategy = 'node-first', pluginConfig?: unknown) {
  const job = { name: 'a', sequence: { strategy, pluginConfig, commands: [step] } };
  return checkJobs(JSON.stringify(job), { format: 'json' });
}

function found(...given: Parameters<typeof checked>): string[] {
  return checked(...given).problems.map(({ severity, message }) => `${severity}: ${message}`);
}

function only(step: unknown): string {
  const all = found(step);
  assert.equal(all.length, 1, all.join('\n'));
  return all[0] ?? '';
}
