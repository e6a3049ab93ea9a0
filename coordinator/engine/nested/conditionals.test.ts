import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type {
  ConditionalStep,
  PlannedCondition,
  PlanStep,
} from '../../../job-language/plan/workflow-plan.ts';
import { whole } from '../../../support/slices/sliced.ts';
import {
  conditionalStep,
  handled,
  nodeNamed,
  nodesNamed,
  onceStep,
  operationStep,
  planOf,
} from '../testing/plans.ts';
import { Player } from '../testing/player.ts';
import { sampleRequest } from '../testing/sample.ts';
import { workflowStateOf } from '../views/workflow-state.ts';

const [a, b] = [operationStep('a'), operationStep('b')];
const values = { option: { env: 'prod', count: '10' }, secureOption: [], job: { name: 'Deploy' } };
const play = (plan: Parameters<typeof planOf>[0]) =>
  new Player(sampleRequest({ plan: planOf({ ...plan, values }) }));

/** Returns whether a conditional with these groups runs its step. */
const runs = (...groups: (readonly PlannedCondition[])[]) => {
  const step: ConditionalStep = { ...conditionalStep('', '', [a]), groups };
  return play({ steps: [step] }).open.length === 1;
};
const when = (key: string, operator: PlannedCondition['operator'], value: string) => ({
  key,
  operator,
  value,
});

describe('a conditional', () => {
  it('runs its steps if all conditions of any group hold', () => {
    const yes = when('${option.env}', '==', 'prod');
    const no = when('${option.env}', '!=', 'prod');
    assert.equal(runs([yes]), true);
    assert.equal(runs([yes, no]), false);
    assert.equal(runs([no], [yes, yes]), true);
    assert.equal(runs(), false);
  });

  it('compares strings, numbers and patterns, with references on both sides', () => {
    assert.equal(runs([when('${option.count}', '>', '9')]), true);
    assert.equal(runs([when('${option.count}', '<=', '9.5')]), false);
    assert.equal(runs([when('${option.env}', '>', '9')]), false);
    assert.equal(runs([when('${option.env}', '<', '9')]), true);
    assert.equal(runs([when('${option.env}', 'contains', 'ro')]), true);
    assert.equal(runs([when('${option.env}', 'matches', 'p.*')]), true);
    assert.equal(runs([when('${option.env}', 'matches', 'ro')]), false);
    assert.equal(runs([when('${job.name}', '==', '${job.name}')]), true);
    assert.equal(runs([when('${option.absent}', '==', '')]), true);
    assert.equal(runs([when('${option.env}', 'exists', '')]), true);
    assert.equal(runs([when('${option.absent}', 'exists', '')]), false);
    assert.equal(runs([when('${option.absent}', 'not exists', '')]), true);
  });

  it('can contain conditionals, runs their error handlers, and skips them if it is skipped itself', () => {
    const within = (count: number, step: PlanStep): PlanStep =>
      count === 0 ? step : conditionalStep('${option.env}', 'prod', [within(count - 1, step)]);
    const deep = within(9, handled(b, operationStep('handle'), true));
    const skipped = conditionalStep('${option.env}', 'dev', [within(9, a)]);
    const player = play({ steps: [deep, skipped, a] });
    const place = ['1', ...Array<string>(9).fill('1')].join('/');
    assert.deepEqual(player.open, [place]);
    player.end(place, 1);
    assert.equal(player.open.length, 1);
    assert.match(player.open[0] ?? '', new RegExp(`^${place}`));
    player.end(player.open[0] ?? '');
    assert.deepEqual(player.endAll(), ['3']);
    assert.equal(player.status, 'succeeded');
  });

  it('fails if its pattern is invalid', () => {
    const step: ConditionalStep = {
      ...conditionalStep('', '', [a]),
      groups: [[when('${option.env}', 'matches', '(')]],
    };
    assert.equal(play({ steps: [step] }).reason, 'ConfigurationFailure');
  });

  it('is skipped with a log line if its conditions do not hold, and counts as succeeded', () => {
    const player = play({ steps: [conditionalStep('${option.env}', 'dev', [a]), b] });
    assert.deepEqual(player.endAll(), ['2']);
    assert.equal(player.status, 'succeeded');
    assert.ok(player.messages.some((message) => message.includes('its conditions do not hold')));
  });

  it('evaluates node attributes and captured values on each node', () => {
    const nodes = [
      nodeNamed('n1', { attributes: { role: 'db' } }),
      nodeNamed('n2', { attributes: { role: 'web' } }),
    ];
    const steps = [conditionalStep('${node.role}', 'web', [a]), conditionalStep('${data.k}', 'v', [b])];
    const player = play({ strategy: 'sequential', steps, nodes, threadCount: 2 });
    assert.deepEqual(player.open, ['1@node=n2/1 n2']);
    assert.deepEqual(player.end('1@node=n2/1 n2', 0, { k: 'v' }).open, ['2@node=n2/1 n2']);
  });

  it('runs its steps in the order of the workflow strategy if the conditional is not per node', () => {
    const step = conditionalStep('${option.env}', 'prod', [a, onceStep('once')], { perNode: false });
    assert.deepEqual(play({ steps: [step], nodes: nodesNamed('n1', 'n2') }).endAll(), [
      '1/1 n1',
      '1/1 n2',
      '1/2',
    ]);
  });

  it('does not run on nodes that failed earlier in the workflow if the conditional is not per node', () => {
    const inner = conditionalStep('${option.env}', 'prod', [b], { perNode: false });
    const nodes = nodesNamed('n1', 'n2', 'n3');
    const player = play({ steps: [a, inner], nodes, keepGoing: true, dispatchKeepGoing: true });
    player.end('1 n1', 1).end('1 n2', { kind: 'unknown', problem: 'silent' });
    assert.deepEqual(player.endAll(), ['1 n3', '2/1 n3']);
  });

  it('fails with the reason of its failed step', () => {
    const player = play({ steps: [conditionalStep('${option.env}', 'prod', [a]), b] }).end('1/1', 5);
    assert.deepEqual([player.status, player.reason], ['failed', 'NonZeroResultCode']);
    assert.deepEqual(player.open, []);
  });

  it('shares captured values with the other steps of the job', () => {
    const player = play({ steps: [conditionalStep('${option.env}', 'prod', [a, b]), b] });
    player.end('1/1', 0, { k: 'v' });
    assert.deepEqual(player.values('1/2').groups?.['data'], { k: 'v' });
    player.end('1/2');
    assert.deepEqual(player.values('2').groups?.['data'], { k: 'v' });
  });

  it('is displayed with its steps, separately for each node', () => {
    const steps = [conditionalStep('${option.env}', 'prod', [a])];
    const { state } = play({ steps, nodes: nodesNamed('n1', 'n2') }).grant('1@node=n1/1 n1');
    const about = { serverNode: 'host', now: 9000, why: () => undefined };
    const [shown] = whole(workflowStateOf(state, about)).steps;
    assert.deepEqual(shown?.stepTargetNodes, ['n1', 'n2']);
    const below = shown?.parameterStates?.['node=n1'];
    assert.equal(below?.stepctx, '1@node=n1');
    assert.equal(below?.workflow?.steps[0]?.stepctx, '1@node=n1/1');
    assert.equal(below?.workflow?.steps[0]?.nodeStates['n1']?.executionState, 'RUNNING');
    assert.equal(shown?.nodeStates['n2']?.executionState, 'WAITING');
  });
});
