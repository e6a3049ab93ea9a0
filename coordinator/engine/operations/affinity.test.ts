import assert from 'node:assert/strict';
import type {
  InventoryNode,
  OperationTarget,
  WorkflowPlan,
} from '../../../job-language/plan/workflow-plan.ts';
import { RunnerId } from '../../../protocol/ids.ts';
import { begin, follow } from '../engine.ts';
import type { DispatchCommand } from '../events/commands.ts';
import type { FollowingEvent, Grantee } from '../events/events.ts';
import { nodeNamed, nodesNamed, operationStep, planOf, referenceStep, resolvedTo } from '../testing/plans.ts';
import { ended, granted, OTHER, sampleRequest, WEB } from '../testing/sample.ts';

const steps = [operationStep('one'), operationStep('two')];
const either: OperationTarget = {
  kind: 'runners',
  runners: ['web', 'other'].map((id) => RunnerId.parse(id)),
};
const chosen = (name: string): InventoryNode => nodeNamed(name, { target: either });

/** Plays an execution and collects its dispatch commands in order. */
function execution(plan: WorkflowPlan) {
  let { state, commands } = begin(sampleRequest({ plan }));
  const dispatches: DispatchCommand[] = [];
  const take = () => dispatches.push(...commands.filter((command) => command.type === 'dispatch'));
  const happen = (event: FollowingEvent) => {
    ({ state, commands } = follow(state, event));
    take();
  };
  take();
  return {
    dispatches,
    /** Grants the n-th dispatched operation, counted from 0, to a replica and ends the operation. */
    run: (n: number, by: Grantee) => {
      const id = dispatches[n]?.operationId ?? '';
      happen(granted(id, by));
      happen(ended(id, undefined, by));
    },
    refer: (below: WorkflowPlan) => {
      const command = commands.find(({ type }) => type === 'resolve-reference')?.sequence ?? 0;
      happen({ type: 'reference-resolved', time: 4000, command, resolution: resolvedTo('db', below) });
    },
  };
}

describe('the preferred replica', () => {
  it('is the replica that ran the previous step on the same node, whatever runs on other nodes', () => {
    const { dispatches, run } = execution(
      planOf({ steps, nodes: [chosen('a'), chosen('b')], threadCount: 2 }),
    );
    run(0, WEB);
    run(1, OTHER);
    const [, , second, third] = dispatches;
    assert.deepEqual([second?.preferred, third?.preferred], [WEB.replicaId, OTHER.replicaId]);
  });

  it('is the same in a referenced job on the same node', () => {
    const { dispatches, run, refer } = execution(
      planOf({ steps: [steps[0] ?? referenceStep('x'), referenceStep('db')], nodes: nodesNamed('a', 'b') }),
    );
    run(0, WEB);
    run(1, OTHER);
    refer(planOf({ steps, nodes: nodesNamed('b', 'a'), threadCount: 2 }));
    assert.deepEqual(
      dispatches.slice(2).map(({ preferred }) => preferred),
      [OTHER.replicaId, WEB.replicaId],
    );
  });

  it('is the last used replica on a new node, but is absent if the target is a set of runners', () => {
    const { dispatches, run } = execution(planOf({ steps, nodes: [chosen('a'), chosen('b')] }));
    run(0, WEB);
    run(1, WEB);
    const onB = dispatches.at(-1);
    assert.deepEqual([onB?.preferred, onB?.affinity], [undefined, [WEB.replicaId]]);
    const manual = execution(planOf({ steps, nodes: nodesNamed('a', 'b') }));
    manual.run(0, OTHER);
    manual.run(1, OTHER);
    assert.equal(manual.dispatches.at(-1)?.preferred, OTHER.replicaId);
  });
});

describe('a step on a node', () => {
  it('is dispatched to the target of its node, unlike a step that runs once, which uses the target of the workflow', () => {
    const tags: OperationTarget = { kind: 'tags', match: 'all', tags: [] };
    const once = operationStep('once', { perNode: false });
    const { dispatches, run } = execution(
      planOf({ steps: [...steps.slice(0, 1), once], nodes: [chosen('a')], target: tags }),
    );
    run(0, WEB);
    assert.deepEqual(
      dispatches.map(({ target }) => target),
      [either, tags],
    );
  });

  it('is dispatched only on the nodes where the placement rules allow the step', () => {
    const refused = operationStep('one', {
      refusedOn: { target: 'local', why: 'Local Executor is disabled' },
    });
    const nodes = [nodeNamed('here', { target: { kind: 'local' } }), chosen('a')];
    const { dispatches } = execution(
      planOf({ steps: [refused], nodes, threadCount: 2, dispatchKeepGoing: true }),
    );
    assert.deepEqual(
      dispatches.map(({ target }) => target.kind),
      ['runners'],
    );
  });
});
