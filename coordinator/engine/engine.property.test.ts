import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { whole } from '../../support/slices/sliced.ts';
import { begin, follow, unfinished } from './engine.ts';
import type { EngineCommand } from './events/commands.ts';
import type { FollowingEvent } from './events/events.ts';
import { mapEntries, mapValues } from './maps/number-map.ts';
import { MOST_RETURNS } from './operations/give-back.ts';
import { nodeName } from './state/describe.ts';
import { findAttempt, openOperations } from './state/open-operation.ts';
import { columnIndexOf, stepIndexOf } from './state/places.ts';
import { attemptId, type ExecutionState, type Place, sequenceOf, type Workflow } from './state/state.ts';
import {
  assertNodesAfterFailure,
  assertNodesInOrder,
  assertStepsInOrder,
  assertStopsAtFailure,
  cellsIn,
} from './testing/order.ts';
import { ended, granted, sampleRequest } from './testing/sample.ts';
import { workflows } from './testing/workflows.ts';
import { type History, play } from './testing/world.ts';
import { progressOf } from './views/progress.ts';
import { summaryOf } from './views/summary.ts';
import { workflowStateOf } from './views/workflow-state.ts';

const histories = fc
  .tuple(
    workflows,
    fc.array(workflows, { minLength: 3, maxLength: 3 }),
    fc.array(fc.nat(100_000), { maxLength: 300, size: 'max' }),
    fc.constantFrom({}, { timeoutSeconds: 30 }),
    fc.constantFrom({}, {}, { startAt: 2000 }),
    fc.constantFrom(
      undefined,
      { attempt: 0, max: 1, delaySeconds: 5 },
      { attempt: 1, max: 1, delaySeconds: 5 },
    ),
  )
  .map(([plan, jobs, decisions, limits, start, retry]) => {
    const more = retry === undefined ? start : { retry, ...start };
    return play(sampleRequest({ plan, limits, more }), jobs, decisions);
  });

const check = (property: (history: History) => void, numRuns = 1000) =>
  fc.assert(fc.property(fc.noBias(histories), property), { numRuns });

const last = ({ states }: History) => states.at(-1) as ExecutionState;
const allCommands = ({ commands }: History) => commands.flat();
const dispatches = (commands: readonly EngineCommand[]) =>
  commands.flatMap((one) => (one.type === 'dispatch' ? one : []));
const workflowsIn = (state: ExecutionState) => [...mapValues(state.workflows)];
describe('the engine under arbitrary events', () => {
  it('ends the execution exactly once and issues no command afterwards', () => {
    check((history) => {
      const state = last(history);
      assert.ok(state.ended);
      assert.equal(allCommands(history).filter(({ type }) => type === 'end').length, 1);
      assert.equal(allCommands(history).at(-1)?.type, 'end');
      assert.deepEqual(unfinished(state), []);
      assert.equal(state.queued.size + state.running.size + state.resolving.size, 0);
    });
  });

  it('dispatches each operation exactly once and ends it', () => {
    check((history) => {
      const ids = dispatches(allCommands(history)).map(({ operationId }) => operationId);
      assert.equal(new Set(ids).size, ids.length);
      const operations = progressOf(last(history)).flatMap((step) => step.operations);
      assert.deepEqual(operations.map(({ operationId }) => operationId).toSorted(), ids.toSorted());
      assert.ok(operations.every(({ endedAt }) => endedAt !== undefined));
    });
  });

  it('dispatches a step again only if it was given back as not started', () => {
    check((history) => {
      const state = last(history);
      for (const { operations } of progressOf(state)) {
        const earlier = operations.slice(0, -1);
        assert.ok(earlier.every(({ end, outputBytes }) => end?.kind === 'not-started' && outputBytes === 0));
        assert.ok(earlier.length <= MOST_RETURNS);
        assert.deepEqual(
          operations.map(({ attempt }) => attempt),
          operations.map((_, index) => index + 1),
        );
      }
      const again = dispatches(allCommands(history)).filter(({ returnedBy = [] }) => returnedBy.length > 0);
      const notes = allCommands(history).filter(
        (one) =>
          one.type === 'write-line' && one.line.event.type === 'note' && one.line.operationId !== undefined,
      );
      // If the node is already blocked when its step is given back, the step is not dispatched again.
      assert.ok(again.length <= notes.length);
    });
  });

  it('numbers its commands consecutively', () => {
    check((history) => {
      allCommands(history).forEach(({ sequence }, index) => {
        assert.equal(sequence, index + 1);
      });
    });
  });

  it('never runs more nodes at a time than the thread count allows', () => {
    check((history) => {
      for (const state of history.states) {
        const nodes = new Map<string, Set<number>>();
        for (const { place } of openOperations(state)) {
          for (let at: Place | undefined = place; at !== undefined; ) {
            const { plan, parent, id } = workflow(state, at.workflow);
            const step = stepIndexOf(plan, at.cell);
            const isApart = plan.strategy === 'parallel' || plan.strategy === 'ruleset';
            const key = `${id}:${isApart ? step : ''}`;
            nodes.set(key, (nodes.get(key) ?? new Set()).add(columnIndexOf(plan, at.cell)));
            assert.ok((nodes.get(key)?.size ?? 0) <= plan.dispatch.threadCount, `workflow ${id}`);
            at = parent;
          }
        }
      }
    });
  });

  it('starts steps in the order of the strategy', () => {
    check((history) => {
      for (const one of workflowsIn(last(history))) {
        assertStepsInOrder(one);
      }
    });
  });

  it('starts nodes in order, tier after tier', () => {
    check((history) => {
      for (const one of workflowsIn(last(history))) assertNodesInOrder(one);
    });
  });

  it('starts further nodes after a failure, and failed nodes in later sections, only as the keepgoing settings allow', () => {
    check((history) => {
      for (const one of workflowsIn(last(history))) assertNodesAfterFailure(one);
    });
  });

  it('starts no step after a stop, nor after a failure or an unknown end that forbids further steps', () => {
    check((history) => {
      history.states.slice(0, -1).forEach((state, index) => {
        if (state.stopping === undefined) return;
        const begun = (history.commands[index + 1] ?? []).filter(
          ({ type }) => type === 'dispatch' || type === 'resolve-reference',
        );
        assert.deepEqual(begun, []);
      });
      for (const one of workflowsIn(last(history))) assertStopsAtFailure(one);
    });
  });

  it('starts no step on an inventory node after an unknown end there', () => {
    check((history) => {
      const blocked = new Set<string>();
      history.states.forEach((state, index) => {
        const placed = dispatches(history.commands[index] ?? []).flatMap(
          ({ sequence }) => findAttempt(state, sequence) ?? [],
        );
        for (const { place } of placed) assert.ok(!blocked.has(nodeName(state, place)));
        const event = history.events[index - 1];
        if (event?.type !== 'operation-ended' || event.end.kind !== 'unknown') return;
        const ended = findAttempt(state, sequenceOf(event.operationId));
        if (ended === undefined || ended.attempt.end?.kind !== 'unknown') return;
        const { plan } = workflow(state, ended.place.workflow);
        const node = plan.dispatch.nodes[columnIndexOf(plan, ended.place.cell)];
        if (node?.kind === 'inventory') blocked.add(node.name);
      });
    });
  });

  it('ends the execution as succeeded only if no step failed, and reports an unknown end as unknown', () => {
    check((history) => {
      const state = last(history);
      const root = workflow(state, 0);
      const { status, customStatus } = summaryOf(state);
      if (status === 'succeeded') {
        assert.ok(cellsIn(root).every(({ cell }) => cell.outcome === 'succeeded'));
      }
      const isUnknown = cellsIn(root).some(({ cell }) => cell.outcome === 'unknown');
      if (isUnknown && state.stopping === undefined && state.ended?.reason?.code === 'unknown') {
        assert.equal(customStatus, 'unknown');
      }
      const { retry } = history.request;
      const isRetried = retry !== undefined && retry.attempt < retry.max;
      if (isRetried) assert.ok(status !== 'failed' && status !== 'timedout');
      else assert.notEqual(status, 'failed-with-retry');
    });
  });

  it('produces the same states and commands when events are replayed from JSON', () => {
    check(({ request, events, states, commands }) => {
      let next = begin(JSON.parse(JSON.stringify(request)));
      assert.deepEqual(next.commands, commands[0]);
      events.forEach((event, index) => {
        next = follow(next.state, JSON.parse(JSON.stringify(event)));
        assert.deepEqual(next.commands, commands[index + 1]);
        if (index % 5 === 0 || index === events.length - 1) assert.deepEqual(next.state, states[index + 1]);
      });
    }, 150);
  });

  it('never mutates a state that it has returned', () => {
    check(({ states, events }) => {
      const middle = Math.floor(states.length / 2);
      const state = states[middle];
      const event = events[middle];
      if (state === undefined || event === undefined) return;
      const before = structuredClone(state);
      follow(state, event);
      assert.deepEqual(state, before);
    }, 200);
  });

  it('issues no command for a late grant, result, abort, resolution or timer, and leaves the summary unchanged', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 1, max: 60 }), fc.nat(4), (history, number, kind) => {
        const over = last(history);
        const late: FollowingEvent[] = [
          granted(`17-${number}`),
          ended(`17-${number}`),
          { type: 'abort-requested', time: 9999, user: 'bob' },
          {
            type: 'reference-resolved',
            time: 9999,
            command: number,
            resolution: { kind: 'skipped', reason: '' },
          },
          { type: 'timer-fired', time: 9999, timer: number },
        ];
        const { state, commands } = follow(over, late[kind] ?? granted('17-1'));
        assert.deepEqual(commands, []);
        assert.deepEqual(summaryOf(state), summaryOf(over));
        if (late[kind]?.type !== 'operation-ended') assert.equal(state, over);
      }),
      { numRuns: 200 },
    );
  });

  it('returns as unfinished exactly the timers, dispatches and references that are neither answered nor withdrawn', () => {
    check((history) => {
      history.states.forEach((state, index) => {
        const given = history.commands.slice(0, index + 1).flat();
        const events = history.events.slice(0, index);
        const cleared = new Set(given.flatMap((one) => (one.type === 'clear-timer' ? one.timer : [])));
        const fired = new Set(events.flatMap((event) => (event.type === 'timer-fired' ? event.timer : [])));
        const timers = given.flatMap(({ type, sequence }) =>
          type === 'set-timer' && !cleared.has(sequence) && !fired.has(sequence) ? sequence : [],
        );
        const open = unfinished(state);
        const of = (wanted: string) =>
          open.flatMap(({ type, sequence }) => (type === wanted ? sequence : []));
        assert.deepEqual(of('set-timer'), timers);
        const waits = open.flatMap((one) =>
          one.type === 'set-timer' && one.purpose === 'dispatch-wait' ? one.operationId : [],
        );
        const queued = openOperations(state).filter(({ attempt }) => attempt.grantee === undefined);
        assert.deepEqual(waits.toSorted(), queued.map(({ attempt }) => attemptId(state, attempt)).toSorted());
        assert.deepEqual(
          of('dispatch'),
          [...mapEntries(state.queued)].map(([sequence]) => sequence),
        );
        assert.deepEqual(
          of('resolve-reference'),
          [...mapEntries(state.resolving)].map(([sequence]) => sequence),
        );
      });
    }, 100);
  });

  it('produces states from which the progress and the workflow state can be built', () => {
    check(({ states }) => {
      states.forEach((state, index) => {
        if (index % 7 !== 0) return;
        progressOf(state);
        assert.equal(
          whole(workflowStateOf(state, { serverNode: 'host', now: 9999, why: () => undefined })).completed,
          state.ended !== undefined,
        );
      });
    }, 100);
  });
});

function workflow(state: ExecutionState, id: number): Workflow {
  const found = workflowsIn(state)[id];
  assert.ok(found);
  return found;
}
