import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { OperationEnd } from '../../protocol/entities/operation-end.ts';
import type { Command } from './commands.ts';
import { begin, follow, replay } from './engine.ts';
import type { ExecutionRequested, FollowingEvent } from './events.ts';
import { openOperations } from './open-operation.ts';
import { progressOf } from './progress.ts';
import { attemptId, type ExecutionState } from './state.ts';
import { summaryOf } from './summary.ts';
import { ended, granted, OTHER, sampleRequest, WEB } from './testing/sample.ts';
import { unfinished } from './unfinished.ts';

const ENDS: readonly OperationEnd[] = [
  { kind: 'exited', exitCode: 0 },
  { kind: 'exited', exitCode: 0 },
  { kind: 'exited', exitCode: 2 },
  { kind: 'signalled', signal: 'SIGKILL' },
  { kind: 'cancelled' },
  { kind: 'failed-to-start', problem: 'no disk' },
  { kind: 'keeper-lost', problem: 'killed' },
  { kind: 'unknown', problem: 'silent' },
];

const requests = fc
  .record({
    steps: fc.integer({ min: 1, max: 5 }),
    nodes: fc.integer({ min: 1, max: 4 }),
    strategy: fc.constantFrom('node-first' as const, 'sequential' as const),
    keepGoing: fc.boolean(),
    limits: fc.constantFrom({}, { timeoutSeconds: 30 }),
  })
  .map(sampleRequest);

/** Any event for any command number, likely or not. */
const anyEvent: fc.Arbitrary<FollowingEvent> = fc
  .record({
    kind: fc.constantFrom(
      'granted',
      'granted',
      'granted',
      'ended',
      'ended',
      'ended',
      'waiting',
      'timer',
      'abort',
      'restored',
    ),
    number: fc.integer({ min: 1, max: 30 }),
    who: fc.constantFrom(WEB, WEB, WEB, OTHER),
    coordinator: fc.boolean(),
    end: fc.constantFrom(...ENDS),
    rare: fc.integer({ min: 0, max: 9 }),
  })
  .map(({ kind, number, who, coordinator, end, rare }): FollowingEvent => {
    const operation = `17-${number}`;
    if (kind === 'granted') return granted(operation, who);
    if (kind === 'timer') return { type: 'timer-fired', time: 4000, timer: number };
    if (kind === 'abort' && rare < 3) return { type: 'abort-requested', time: 4000, user: 'bob' };
    if (kind === 'restored' && rare === 0) return { type: 'restored', time: 4000 };
    if (kind === 'waiting') {
      return {
        type: 'operation-waiting',
        time: 4000,
        operationId: ended(operation).operationId,
        why: `${rare}`,
      };
    }
    return ended(operation, end, coordinator && rare < 2 ? 'coordinator' : who);
  });

interface History {
  readonly events: readonly FollowingEvent[];
  /** After each event, the request first. */
  readonly states: readonly ExecutionState[];
  readonly commands: readonly Command[];
}

/** Events as they come, then what the world owes: granted operations end, timers fire. */
function play(request: ExecutionRequested, chaos: readonly FollowingEvent[]): History {
  const first = begin(request);
  const states = [first.state];
  const commands = [...first.commands];
  const events: FollowingEvent[] = [];
  let state = first.state;
  const take = (event: FollowingEvent) => {
    const next = follow(state, event);
    state = next.state;
    events.push(event);
    states.push(state);
    commands.push(...next.commands);
  };
  for (const event of chaos) take(event);
  for (let turn = 0; state.ended === undefined && turn < 100; turn += 1) take(owed(state));
  return { events, states, commands };
}

function owed(state: ExecutionState): FollowingEvent {
  const running = openOperations(state).find(({ attempt }) => attempt.grantee !== undefined);
  if (running !== undefined) {
    return ended(attemptId(state, running.attempt), { kind: 'exited', exitCode: 0 }, running.attempt.grantee);
  }
  const timer = [...state.pending.values()].find((pending) => pending.type === 'set-timer');
  assert.ok(timer, 'an open execution without a running operation has a timer');
  return { type: 'timer-fired', time: 5000, timer: timer.sequence };
}

const histories = fc
  .tuple(requests, fc.array(anyEvent, { maxLength: 40 }))
  .map(([request, chaos]) => ({ request, ...play(request, chaos) }));

const check = (property: (history: History & { request: ExecutionRequested }) => void) =>
  fc.assert(fc.property(histories, property), { numRuns: 300 });

const last = (history: History) => history.states.at(-1) as ExecutionState;
const dispatched = (history: History) =>
  history.commands.flatMap((one) => (one.type === 'dispatch' ? one : []));

describe('the engine, whatever happens', () => {
  it('always ends, once, and says no more', () => {
    check((history) => {
      assert.ok(last(history).ended);
      assert.equal(history.commands.filter(({ type }) => type === 'end').length, 1);
      assert.equal(history.commands.at(-1)?.type, 'end');
      assert.deepEqual(unfinished(last(history)), []);
      assert.equal(last(history).open.size, 0);
    });
  });

  it('dispatches no operation twice and forgets none', () => {
    check((history) => {
      const ids = dispatched(history).map(({ operationId }) => operationId);
      assert.equal(new Set(ids).size, ids.length);
      const operations = progressOf(last(history)).flatMap((step) => step.operations);
      assert.deepEqual(operations.map(({ operationId }) => operationId).toSorted(), ids.toSorted());
      assert.ok(operations.every(({ endedAt }) => endedAt !== undefined));
      for (const state of history.states) assert.ok(state.open.size <= 1);
    });
  });

  it('numbers its commands without a repetition', () => {
    check(({ commands }) => {
      commands.forEach(({ sequence }, index) => {
        assert.equal(sequence, index + 1);
      });
    });
  });

  it('keeps the order of the strategy', () => {
    check((history) => {
      const { steps, nodes, strategy } = history.request.plan;
      const expected: string[] = [];
      if (strategy === 'node-first') {
        for (const node of nodes) for (const step of steps) expected.push(`${step.label} on ${node.name}`);
      } else {
        for (const step of steps) for (const node of nodes) expected.push(`${step.label} on ${node.name}`);
      }
      const nameOf = new Map(
        progressOf(last(history)).flatMap((step, index) =>
          step.operations.map((operation) => [
            operation.operationId,
            `${step.label} on ${nodes[index % nodes.length]?.name}`,
          ]),
        ),
      );
      const order = dispatched(history).map(({ operationId }) => nameOf.get(operationId));
      assert.deepEqual(order, expected.slice(0, order.length));
    });
  });

  it('succeeds only when every step did', () => {
    check((history) => {
      const all = progressOf(last(history)).every(({ state }) => state === 'SUCCEEDED');
      if (summaryOf(last(history)).status === 'succeeded') assert.ok(all);
    });
  });

  it('comes to the same state by a replay of every prefix, from JSON too', () => {
    check(({ request, events, states }) => {
      states.forEach((state, index) => {
        const prefix = [request, ...events.slice(0, index)];
        assert.deepEqual(replay(JSON.parse(JSON.stringify(prefix)))?.state, state);
      });
    });
  });

  it('never changes a state that it gave', () => {
    fc.assert(
      fc.property(requests, fc.array(anyEvent, { maxLength: 20 }), (request, events) => {
        let { state } = begin(request);
        for (const event of events) {
          const before = structuredClone(state);
          const next = follow(state, event);
          assert.deepEqual(state, before);
          state = next.state;
        }
      }),
      { numRuns: 100 },
    );
  });

  it('does nothing more for events that come after the end', () => {
    fc.assert(
      fc.property(histories, anyEvent, (history, event) => {
        const over = last(history);
        const { state, commands } = follow(over, event);
        assert.deepEqual(commands, []);
        assert.deepEqual(summaryOf(state), summaryOf(over));
        const withoutLate = (one: ExecutionState) =>
          progressOf(one).map((step) => ({
            ...step,
            operations: step.operations.map(({ late, ...rest }) => rest),
          }));
        assert.deepEqual(withoutLate(state), withoutLate(over));
      }),
      { numRuns: 300 },
    );
  });

  it('tells the unfinished: those asked for and neither answered nor taken back', () => {
    check(({ request, events }) => {
      events.forEach((_, index) => {
        const at = replay([request, ...events.slice(0, index)]);
        assert.ok(at);
        const cleared = new Set(at.commands.flatMap((one) => (one.type === 'clear-timer' ? one.timer : [])));
        const fired = new Set(
          events.slice(0, index).flatMap((event) => (event.type === 'timer-fired' ? event.timer : [])),
        );
        const lost = at.commands.filter(
          (one) =>
            one.type === 'set-timer' &&
            !cleared.has(one.sequence) &&
            !fired.has(one.sequence) &&
            !unfinished(at.state).includes(one),
        );
        assert.deepEqual(lost, []);
        const queued = openOperations(at.state).filter(({ attempt }) => attempt.grantee === undefined);
        assert.deepEqual(
          unfinished(at.state).flatMap((one) => (one.type === 'dispatch' ? one.sequence : [])),
          queued.map(({ attempt }) => attempt.sequence),
        );
      });
    });
  });
});
