import assert from 'node:assert/strict';
import { Delivery } from '../../protocol/entities/delivery.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ExecutionEvent } from '../../protocol/events/execution-event.ts';
import { ExecutionId } from '../../protocol/ids.ts';
import { type StepState, WorkflowState } from '../../protocol/routes/shapes/workflow-state-shapes.ts';
import { type StepCalls, WatchedSteps } from './watched-steps.ts';

const id = ExecutionId.parse(7);
const at = '2026-01-01T00:00:00Z';
const stateOf = (executionState: StepState): WorkflowState =>
  WorkflowState.parse({
    executionState,
    completed: executionState !== 'RUNNING',
    updateTime: at,
    startTime: at,
    stepCount: 0,
    allNodes: [],
    targetNodes: [],
    steps: [],
    executionId: 7,
    serverNode: 'x',
    nodes: {},
  });
const aDelivery = (more: object) =>
  Delivery.parse({ id: '1', trigger: 'onfailure', kind: 'webhook', target: 'https://x', ...more });
const note = ExecutionEvent.parse({ type: 'note', message: 'something happened', time: 0 });
const ended = ExecutionEvent.parse({ type: 'execution-ended', execution: 7, status: 'succeeded', time: 0 });

/** Watches an execution whose events and states the test provides. */
function watching(
  read: () => Promise<WorkflowState>,
  readDeliveries: () => readonly Delivery[] = () => [],
): {
  steps: WatchedSteps;
  /** The waits between reads of deliveries, in ms. */
  waits: number[];
  send: (event: ExecutionEvent) => void;
  /** Resolves once the steps have this kind or state, or a delivery has this problem. */
  shown: (kind: string) => Promise<void>;
} {
  let next = Promise.withResolvers<ExecutionEvent>();
  let waiting: { readonly kind: string; readonly resolve: () => void } | undefined;
  const calls: StepCalls = {
    executionStream: async function* ({ query }) {
      assert.equal(query?.output, 'false');
      for (;;) {
        const event = await next.promise;
        next = Promise.withResolvers();
        yield { id: '1', event };
      }
    },
    getExecutionState: read,
    listExecutionNotifications: async () => ({ notifications: [...readDeliveries()] }),
  };
  const waits: number[] = [];
  const steps: WatchedSteps = new WatchedSteps({
    client: () => calls,
    wait: async (ms) => void waits.push(ms),
    onChanged: () => {
      const known = steps.steps.get(id);
      const kind = known?.kind === 'known' ? known.state.executionState : (known?.kind ?? 'absent');
      const undelivered =
        known?.kind === 'known' ? known.undelivered?.map(({ problem }) => problem) : undefined;
      if (kind === waiting?.kind || undelivered?.includes(waiting?.kind ?? '') === true) waiting?.resolve();
    },
  });
  return {
    steps,
    waits,
    send: (event) => next.resolve(event),
    shown: (kind) => new Promise((resolve) => (waiting = { kind, resolve })),
  };
}

describe('WatchedSteps', () => {
  it('reads the steps after an event, and once more at the end', async () => {
    const states: StepState[] = ['RUNNING', 'SUCCEEDED'];
    const { steps, send, shown } = watching(async () => stateOf(states.shift() ?? 'FAILED'));
    steps.watch(id);
    assert.deepEqual(steps.steps.get(id), { kind: 'reading' });
    const running = shown('RUNNING');
    send(note);
    await running;
    const over = shown('SUCCEEDED');
    send(ended);
    await over;
    assert.deepEqual(states, []);
  });

  it('reads the notifications after the end of the execution, until each is delivered or has failed', async () => {
    const attempt = { time: 0, problem: 'status 500' };
    const reads = [
      aDelivery({ state: 'pending', attempts: [], nextAt: 0 }),
      aDelivery({ state: 'pending', attempts: [attempt], nextAt: Date.now() + 1_000_000 }),
      aDelivery({ state: 'failed', attempts: [attempt, attempt] }),
    ];
    const { steps, waits, send, shown } = watching(
      async () => stateOf('FAILED'),
      () => reads.splice(0, 1),
    );
    const failed = shown('failed after 2 attempts: status 500');
    steps.watch(id);
    send(ended);
    await failed;
    assert.deepEqual(waits, [1000, 60_000]);
    assert.deepEqual(reads, []);
  });

  it('reads the notifications again after a lost connection, and less often while nothing changes', async () => {
    const pending = aDelivery({ state: 'pending', attempts: [], nextAt: 0 });
    const failed = aDelivery({ state: 'failed', attempts: [{ time: 0, problem: 'status 500' }] });
    const reads = [undefined, pending, pending, pending, failed];
    const { steps, waits, send, shown } = watching(
      async () => stateOf('FAILED'),
      () => {
        const [read] = reads.splice(0, 1);
        if (read === undefined) throw new OutrunnerError('not-connected');
        return [read];
      },
    );
    const over = shown('failed after 1 attempt: status 500');
    steps.watch(id);
    send(ended);
    await over;
    assert.deepEqual(waits, [1000, 1000, 2000, 4000]);
  });

  it('shows the steps even if the notifications cannot be read', async () => {
    const asked = Promise.withResolvers<void>();
    const { steps, waits, send } = watching(
      async () => stateOf('FAILED'),
      () => {
        asked.resolve();
        throw new OutrunnerError('not-found', { what: 'Execution 7' });
      },
    );
    steps.watch(id);
    send(ended);
    await asked.promise;
    await new Promise(setImmediate);
    assert.equal(steps.steps.get(id)?.kind, 'known');
    assert.deepEqual(waits, []);
  });

  it('drops the steps of a collapsed row', () => {
    const { steps } = watching(async () => stateOf('RUNNING'));
    steps.watch(id);
    steps.unwatch(id);
    assert.equal(steps.steps.size, 0);
  });

  it('reports why the steps cannot be read', async () => {
    const { steps, send, shown } = watching(async () => {
      throw new OutrunnerError('not-connected');
    });
    const unknown = shown('unknown');
    steps.watch(id);
    send(note);
    await unknown;
    steps.dispose();
  });
});
