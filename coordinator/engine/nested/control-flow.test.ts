import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  conditionalStep,
  flowControlStep,
  handled,
  nodesNamed,
  onceStep,
  operationStep,
  planOf,
  referenceStep,
  resolvedTo,
  type SamplePlan,
} from '../testing/plans.ts';
import { Player } from '../testing/player.ts';
import { sampleRequest } from '../testing/sample.ts';

const [a, b] = [operationStep('a'), operationStep('b')];
const values = { option: { env: 'prod', end: 'rolled-back' }, secureOption: [], job: {} };
const planned = (plan: SamplePlan) => planOf({ ...plan, values });
const play = (plan: SamplePlan) => new Player(sampleRequest({ plan: planned(plan) }));
const halt = (more: Readonly<Record<string, string>> = {}) => flowControlStep({ halt: 'true', ...more });

describe('a flow control step', () => {
  it('fails the workflow without running the steps after it, even with keepgoing', () => {
    const player = play({ steps: [a, halt(), b], keepGoing: true });
    assert.deepEqual(player.endAll(), ['1']);
    assert.deepEqual([player.status, player.reason], ['failed', 'FlowControlHalted']);
    assert.match(
      player.state.ended?.reason?.message ?? '',
      /^Step 2 \(flow-control\) .*halted the workflow\.$/,
    );
  });

  it('ends the workflow with success if `fail` is false', () => {
    const player = play({ steps: [a, halt({ fail: 'false' }), b] });
    assert.deepEqual(player.endAll(), ['1']);
    assert.equal(player.status, 'succeeded');
  });

  it('does not hide an earlier failure', () => {
    const player = play({ steps: [a, halt({ fail: 'false' }), b], keepGoing: true });
    assert.equal(player.end('1', 1).status, 'failed');
    assert.equal(player.reason, 'NonZeroResultCode');
  });

  it('ends the execution with its status, whose references are expanded', () => {
    const player = play({ steps: [halt({ status: '${option.end}' }), a] });
    assert.deepEqual([player.status, player.state.ended?.status], ['rolled-back', 'other']);
    assert.match(player.state.ended?.reason?.message ?? '', /with the status "rolled-back"/);
  });

  it('recognizes the statuses of executions in any case', () => {
    const endOf = (status: string) => play({ steps: [halt({ status }), a] }).state.ended;
    assert.deepEqual(
      ['Succeeded', 'FAILED', 'aborted'].map((status) => endOf(status)?.status),
      ['succeeded', 'failed', 'aborted'],
    );
    assert.equal(endOf('aborted')?.customStatus, undefined);
  });

  it('has no effect unless it halts', () => {
    for (const step of [flowControlStep({}), halt({ halt: 'false', status: 'x' })])
      assert.deepEqual(play({ steps: [a, step, b] }).endAll(), ['1', '3']);
  });

  it('fails with the name of an invalid property', () => {
    const player = play({ steps: [halt({ halt: 'maybe' }), a] });
    assert.equal(player.reason, 'ConfigurationFailure');
    assert.match(player.state.ended?.reason?.message ?? '', /the property "halt"/i);
  });

  it('does not start its error handler', () => {
    const player = play({ steps: [handled(halt(), onceStep('repair'), true), a] });
    assert.deepEqual([player.open, player.status], [[], 'failed']);
  });

  it('halts the workflow as the error handler of a failed step', () => {
    const player = play({ steps: [handled(a, halt({ status: 'rolled-back' })), b], keepGoing: true });
    assert.equal(player.end('1', 1).status, 'rolled-back');
  });

  it('replaces the failure of the step whose error handler it is', () => {
    const player = play({ steps: [handled(a, halt({ fail: 'false' })), b] });
    assert.deepEqual([player.end('1', 1).open, player.status], [[], 'succeeded']);
  });

  it('lets running steps of the parallel strategy end, and starts no further node', () => {
    const player = play({ strategy: 'parallel', steps: [a, halt()], nodes: nodesNamed('n1', 'n2') });
    assert.deepEqual(player.open, ['1 n1']);
    assert.deepEqual(player.end('1 n1').open, []);
    assert.equal(player.status, 'failed');
  });

  it('halts the workflow that contains its conditional', () => {
    const once = { perNode: false } as const;
    const inner = conditionalStep(
      '${option.env}',
      'prod',
      [halt({ status: 'skipped' }), onceStep('x')],
      once,
    );
    const player = play({
      steps: [conditionalStep('${option.env}', 'prod', [inner], once), a],
      keepGoing: true,
    });
    assert.deepEqual([player.open, player.status], [[], 'skipped']);
  });

  it('lets the other nodes of a conditional finish their step, and starts no further step on them', () => {
    const steps = [a, conditionalStep('${node.name}', 'n1', [halt()]), b];
    const player = play({ steps, nodes: nodesNamed('n1', 'n2'), threadCount: 2 });
    assert.deepEqual(player.end('1 n1').open, ['1 n2']);
    assert.deepEqual(player.end('1 n2').open, []);
    assert.equal(player.status, 'failed');
  });

  it('halts only the referenced job that contains it', () => {
    const player = play({ steps: [referenceStep('inner'), a], keepGoing: true });
    player.resolve(resolvedTo('inner', planned({ steps: [halt({ status: 'odd' }), b] })));
    assert.deepEqual(player.open, ['2']);
    assert.deepEqual([player.end('2').status, player.reason], ['failed', 'JobFailed']);
  });

  it('lets the parent workflow continue after a referenced job that it halted with success', () => {
    const player = play({ steps: [referenceStep('inner'), a] });
    player.resolve(resolvedTo('inner', planned({ steps: [halt({ fail: 'false' }), b] })));
    assert.deepEqual(player.endAll(), ['2']);
    assert.equal(player.status, 'succeeded');
  });
});
