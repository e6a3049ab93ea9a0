import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { nodesNamed, onceStep, operationStep, planOf, referenceStep, resolvedTo } from '../testing/plans.ts';
import { Player } from '../testing/player.ts';
import { OTHER, sampleRequest } from '../testing/sample.ts';
import { summaryOf } from './summary.ts';

const [a, b] = [operationStep('a'), operationStep('b')];
const nodesOf = (player: Player) => {
  const { successfulNodes, failedNodes } = summaryOf(player.state);
  return [successfulNodes, failedNodes];
};

describe('the node lists of a summary', () => {
  const plan = planOf({ steps: [a, b], nodes: nodesNamed('n1', 'n2', 'n3') });

  it('are empty until the execution has ended', () => {
    assert.deepEqual(nodesOf(new Player(sampleRequest({ plan })).end('1 n1')), [[], []]);
  });

  it('omit nodes that were not reached', () => {
    const player = new Player(sampleRequest({ plan })).end('1 n1').end('2 n1').end('1 n2', 1);
    assert.deepEqual(nodesOf(player), [['n1'], ['n2']]);
  });

  it('count nodes as failed if an abort cut their steps short', () => {
    const player = new Player(sampleRequest({ plan })).end('1 n1').end('2 n1').end('1 n2');
    player.send({ type: 'abort-requested', time: 5000, user: 'bob' });
    assert.deepEqual(nodesOf(player), [['n1'], ['n2']]);
  });

  it('include the nodes of referenced jobs', () => {
    const player = new Player(sampleRequest({ plan: planOf({ steps: [referenceStep('db')] }) }));
    const db = planOf({ steps: [a], nodes: nodesNamed('d1', 'd2'), dispatchKeepGoing: true });
    player.resolve(resolvedTo('db', db)).end('1/1 d1', 1).end('1/1 d2');
    assert.deepEqual(nodesOf(player), [['d2'], ['d1']]);
  });

  it('do not count workflow steps', () => {
    const steps = [a, onceStep('once')];
    const player = new Player(sampleRequest({ plan: planOf({ steps, nodes: nodesNamed('n1') }) }));
    assert.deepEqual(nodesOf(player.end('1 n1').end('2', 1)), [['n1'], []]);
  });
});

describe('a summary', () => {
  it('shows why the execution waits while none of its steps runs', () => {
    const plan = planOf({ steps: [a, onceStep('once')], nodes: nodesNamed('n1', 'n2'), threadCount: 2 });
    const player = new Player(sampleRequest({ plan }));
    const [, , second] = player.commands.filter(({ type }) => type === 'dispatch' || type === 'set-timer');
    assert.ok(second?.type === 'dispatch');
    player.send({ type: 'operation-waiting', time: 1, operationId: second.operationId, why: 'web is Down' });
    assert.equal(summaryOf(player.state).reason?.message, 'web is Down');
    assert.equal(summaryOf(player.grant('1 n1').state).reason, undefined);
  });

  it('counts the runners that took steps', () => {
    const steps = [a, b, onceStep('once')];
    const player = new Player(sampleRequest({ plan: planOf({ steps, nodes: nodesNamed('n1') }) }));
    const runners = () => summaryOf(player.state).current?.runners;
    assert.equal(runners(), undefined);
    player.end('1 n1');
    assert.equal(runners(), 1);
    player.grant('2 n1', OTHER).end('2 n1');
    assert.equal(runners(), 2);
    player.end('3');
    assert.equal(runners(), 2);
  });

  it('shows the command of an ad-hoc execution in place of a job name', () => {
    const { job: _, ...request } = sampleRequest();
    const summary = summaryOf(new Player(request).state);
    assert.deepEqual([summary.jobId, summary.jobName], [undefined, 'true 1']);
  });
});
