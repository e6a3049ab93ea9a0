import assert from 'node:assert/strict';
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
const note = ExecutionEvent.parse({ type: 'note', message: 'something happened', time: 0 });
const ended = ExecutionEvent.parse({ type: 'execution-ended', execution: 7, status: 'succeeded', time: 0 });

/** Watches an execution whose events and states the test provides. */
function watching(read: () => Promise<WorkflowState>): {
  steps: WatchedSteps;
  send: (event: ExecutionEvent) => void;
  /** Resolves once the steps are of this kind or state. */
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
  };
  const steps: WatchedSteps = new WatchedSteps({
    client: () => calls,
    onChanged: () => {
      const known = steps.steps.get(id);
      const kind = known?.kind === 'known' ? known.state.executionState : (known?.kind ?? 'absent');
      if (kind === waiting?.kind) waiting.resolve();
    },
  });
  return {
    steps,
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

  it('forgets the steps of a collapsed row', () => {
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
