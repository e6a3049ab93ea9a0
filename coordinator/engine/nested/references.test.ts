import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { PlanStep } from '../../../job-language/plan/workflow-plan.ts';
import { whole } from '../../../support/slices/sliced.ts';
import { unfinished } from '../engine.ts';
import { mapFirst } from '../maps/number-map.ts';
import { grantedStep } from '../operations/granted-step.ts';
import { openOperations } from '../state/open-operation.ts';
import { nodesNamed, operationStep, planOf, referenceStep, resolvedTo } from '../testing/plans.ts';
import { Player } from '../testing/player.ts';
import { sampleRequest } from '../testing/sample.ts';
import { workflowStateOf } from '../views/workflow-state.ts';
import { referenceContext } from './reference-context.ts';

const [a, b] = [operationStep('a'), operationStep('b')];
const play = (...steps: readonly PlanStep[]) => new Player(sampleRequest({ plan: planOf({ steps }) }));

describe('a reference to another job', () => {
  it('requests its job when its step starts, and again after a replay until the job is resolved', () => {
    const player = play(a, referenceStep('db'));
    assert.deepEqual(
      unfinished(player.state).map(({ type }) => type),
      ['dispatch', 'set-timer'],
    );
    player.end('1');
    assert.deepEqual(
      unfinished(player.state).map(({ type }) => type),
      ['resolve-reference'],
    );
    player.resolve(resolvedTo('db', planOf({ steps: [b] })));
    assert.ok(unfinished(player.state).every(({ type }) => type !== 'resolve-reference'));
  });

  it('is planned with the values that its step can use', () => {
    const reference = { ...referenceStep('db').reference, args: '-k ${data.k} -all ${data.k*}' };
    const player = play(a, referenceStep('db', { reference, perNode: true })).end('1', 0, { k: 'v' });
    const context = referenceContext(player.state, mapFirst(player.state.resolving) ?? 0);
    assert.equal(context?.reference.name, 'db');
    assert.equal(context?.project, 'shop');
    assert.deepEqual(context?.values.groups?.['data'], { k: 'v' });
    assert.deepEqual(context?.values.references, { 'data.k*': 'v' });
    assert.equal(context?.secretScope, 0);
  });

  it('runs as a nested workflow whose step contexts start with the number of the reference', () => {
    const player = play(referenceStep('db'), a);
    player.resolve(resolvedTo('db', planOf({ steps: [a, b] })));
    assert.deepEqual(player.endAll(), ['1/1', '1/2', '2']);
    assert.equal(player.status, 'succeeded');
  });

  it('runs once for each node if it is per node, with the node name in the context', () => {
    const plan = planOf({ steps: [referenceStep('db', { perNode: true })], nodes: nodesNamed('n1', 'n2') });
    const player = new Player(sampleRequest({ plan }));
    const context = referenceContext(player.state, mapFirst(player.state.resolving) ?? 0);
    assert.equal(context?.node?.name, 'n1');
    player.resolve(resolvedTo('db', planOf({ steps: [a], nodes: nodesNamed('n1') })));
    assert.deepEqual(player.open, ['1@node=n1/1 n1']);
    player.end('1@node=n1/1 n1').resolve(resolvedTo('db', planOf({ steps: [a], nodes: nodesNamed('n2') })));
    assert.deepEqual(player.open, ['1@node=n2/1 n2']);
  });

  it('fails if the job fails', () => {
    const player = play(referenceStep('db'), a)
      .resolve(resolvedTo('db', planOf({ steps: [b] })))
      .end('1/1', 2);
    assert.deepEqual([player.status, player.reason], ['failed', 'JobFailed']);
    assert.match(
      player.state.ended?.reason?.message ?? '',
      /^Job db failed: Step 1\/1 \(b\).* exit code 2\.$/,
    );
  });

  it('fails if the job does not exist, is not permitted, rejects its options or matches no node', () => {
    for (const code of ['NotFound', 'Unauthorized', 'InvalidOptions']) {
      const player = play(referenceStep('db')).resolve({ kind: 'failed', reason: { code, message: 'no' } });
      assert.equal(player.reason, code);
    }
    const empty = planOf({ steps: [a], nodes: [] });
    assert.equal(play(referenceStep('db')).resolve(resolvedTo('db', empty)).reason, 'NoMatchedNodes');
  });

  it('succeeds with a log line if it is skipped', () => {
    const player = play(referenceStep('db')).resolve({ kind: 'skipped', reason: 'the job is disabled' });
    assert.equal(player.status, 'succeeded');
    assert.ok(player.messages.includes('Step 1 (db) on localhost was skipped: the job is disabled.'));
  });

  it('fails if it creates a cycle of jobs', () => {
    const player = play(referenceStep('db'));
    player.resolve(resolvedTo('db', planOf({ steps: [referenceStep('app')] })));
    player.resolve(resolvedTo('app', planOf({ steps: [referenceStep('db')] })));
    player.resolve(resolvedTo('db', planOf({ steps: [a] })));
    assert.equal(player.reason, 'JobFailed');
    assert.match(
      player.state.ended?.reason?.message ?? '',
      /refers to itself: web\/Deploy → db → app → db\./,
    );
  });

  it('fails if the chain of references is longer than 50 jobs', () => {
    const player = play(referenceStep('j0'));
    for (let depth = 0; player.state.ended === undefined && depth < 60; depth += 1) {
      player.resolve(resolvedTo(`j${depth}`, planOf({ steps: [referenceStep(`j${depth + 1}`)] })));
    }
    assert.match(player.state.ended?.reason?.message ?? '', /longer than 50/);
    assert.equal(player.state.workflows.size, 50);
  });

  it('gives the steps of the referenced job the secure options and the secret scope of that job', () => {
    const player = play(referenceStep('db')).resolve({
      ...resolvedTo('db', planOf({ steps: [a] })),
      secureOptions: ['password'],
    });
    const [operation] = openOperations(player.state);
    assert.ok(operation);
    const granted = grantedStep(player.state, operation);
    assert.deepEqual(granted?.secureOptions, ['password']);
    assert.equal(granted?.secretScope, 1);
  });

  it('is abandoned when the execution is aborted', () => {
    const player = play(referenceStep('db')).send({ type: 'abort-requested', time: 3000, user: 'bob' });
    assert.equal(player.status, 'aborted');
    assert.deepEqual(unfinished(player.state), []);
  });

  it('is displayed as a nested workflow', () => {
    const player = play(referenceStep('db'), a).resolve(resolvedTo('db', planOf({ steps: [b] })));
    const about = { serverNode: 'host', now: 9000, why: () => undefined };
    const shown = whole(workflowStateOf(player.grant('1/1').state, about));
    assert.equal(shown.steps[0]?.hasSubworkflow, true);
    assert.equal(shown.steps[0]?.nodeStep, false);
    assert.equal(shown.steps[0]?.workflow?.steps[0]?.stepctx, '1/1');
    assert.equal(shown.steps[0]?.workflow?.executionState, 'RUNNING');
    assert.equal(shown.stepCount, 2);
  });
});
