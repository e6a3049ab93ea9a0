import assert from 'node:assert/strict';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ExecutionEvent } from '../../protocol/events/execution-event.ts';
import { ExecutionId } from '../../protocol/ids.ts';
import { ExecutionState, type StepState } from '../../protocol/routes/shapes/workflow-state-shapes.ts';
import { type StepCalls, WatchedSteps } from './watched-steps.ts';

const id = ExecutionId.parse(7);
const at = '2026-01-01T00:00:00Z';
const stateOf = (executionState: StepState): ExecutionState =>
  ExecutionState.parse({
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

/** Watches an execution whose events and states a test says. */
function watching(read: () => Promise<ExecutionState>): {
  steps: WatchedSteps;
  tell: (event: ExecutionEvent) => void;
  /** Resolves once it is known, or not, in that way. */
  shown: (kind: string) => Promise<void>;
} {
  let told = Promise.withResolvers<ExecutionEvent>();
  let waiting: { readonly kind: string; readonly resolve: () => void } | undefined;
  const calls: StepCalls = {
    executionStream: async function* ({ query }) {
      assert.equal(query?.output, 'false');
      for (;;) {
        const event = await told.promise;
        told = Promise.withResolvers();
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
    tell: (event) => told.resolve(event),
    shown: (kind) => new Promise((resolve) => (waiting = { kind, resolve })),
  };
}

describe('the steps of an execution that somebody looks at', () => {
  it('are read when something happens, and once more at its end', async () => {
    const states: StepState[] = ['RUNNING', 'SUCCEEDED'];
    const { steps, tell, shown } = watching(async () => stateOf(states.shift() ?? 'FAILED'));
    steps.watch(id);
    assert.deepEqual(steps.steps.get(id), { kind: 'reading' });
    const running = shown('RUNNING');
    tell(note);
    await running;
    const over = shown('SUCCEEDED');
    tell(ended);
    await over;
    assert.deepEqual(states, []);
  });

  it('are forgotten when nobody looks any more', () => {
    const { steps } = watching(async () => stateOf('RUNNING'));
    steps.watch(id);
    steps.unwatch(id);
    assert.equal(steps.steps.size, 0);
  });

  it('say why they cannot be read', async () => {
    const { steps, tell, shown } = watching(async () => {
      throw new OutrunnerError('not-connected');
    });
    const unknown = shown('unknown');
    steps.watch(id);
    tell(note);
    await unknown;
    steps.dispose();
  });
});
