import assert from 'node:assert/strict';
import { ExecutionId, ProjectName } from '../../../protocol/ids.ts';
import type { Execution } from '../../../protocol/routes/shapes/execution-shapes.ts';
import { WorkflowState } from '../../../protocol/routes/shapes/workflow-state-shapes.ts';
import { ExecutionPanelUpdate } from '../../../protocol/webview/execution-panel.ts';
import { EMPTY_MODEL, type Model, withChange } from '../../model/model.ts';
import type { ExecutionPlace } from '../../tree/tree-node.ts';
import { ExecutionSession, type ExecutionSessionNeeds } from './execution-session.ts';

const at = '2026-01-01T00:00:00Z';
const NODES = Array.from({ length: 1000 }, (_, index) => `node${index + 1}`);
const state = WorkflowState.parse({
  executionId: 7,
  serverNode: 'x',
  nodes: {},
  executionState: 'FAILED',
  completed: true,
  updateTime: at,
  startTime: at,
  endTime: at,
  stepCount: 1,
  allNodes: NODES,
  targetNodes: NODES,
  steps: [
    {
      id: '1',
      stepctx: '1',
      label: 'check',
      nodeStep: true,
      executionState: 'NODE_MIXED',
      nodeStates: Object.fromEntries(
        NODES.map((node) => [node, { executionState: node === 'node900' ? 'FAILED' : 'SUCCEEDED' }]),
      ),
    },
  ],
});
const execution = {
  id: 7,
  status: 'failed',
  user: 'ann',
  executionType: 'user',
  description: '',
  argstring: null,
  'date-started': { unixtime: 0 },
  'date-ended': { unixtime: 2000 },
  job: { id: 'deploy', name: 'deploy', group: '' },
} as unknown as Execution;

interface Opened {
  /** Applies the deletion of the execution to the model. */
  readonly deleteExecution: () => void;
  readonly session: ExecutionSession;
  readonly updates: ExecutionPanelUpdate[];
  readonly places: ExecutionPlace[];
  readonly reads: () => number;
  readonly stepsRead: Promise<void>;
}

function opened(): Opened {
  const updates: ExecutionPanelUpdate[] = [];
  const places: ExecutionPlace[] = [];
  let reads = 0;
  const stepsRead = Promise.withResolvers<void>();
  let model: Model = { ...EMPTY_MODEL, executions: [execution] };
  const client = {
    executionStream: async function* () {
      yield* [{ type: 'execution-ended', execution: 7, status: 'failed', time: 0 }];
    },
    getExecutionState: async () => {
      reads += 1;
      return state;
    },
    listExecutionNotifications: async () => ({ notifications: [] }),
    getExecution: async () => execution,
  } as unknown as ReturnType<ExecutionSessionNeeds['client']>;
  const session = new ExecutionSession(
    {
      execution: ExecutionId.parse(7),
      client: () => client,
      model: () => model,
      openOutput: async (place) => {
        places.push(place);
      },
      now: () => Date.parse(at),
    },
    {
      post: (message) => {
        const update = ExecutionPanelUpdate.parse(message);
        updates.push(update);
        if (update.steps !== undefined) stepsRead.resolve();
      },
      setTitle: () => undefined,
    },
  );
  const deleteExecution = () => {
    const project = ProjectName.parse('ops');
    model = withChange(model, { type: 'executions-deleted', project, executions: [execution.id] });
  };
  return { session, updates, places, reads: () => reads, stepsRead: stepsRead.promise, deleteExecution };
}

describe('ExecutionSession', () => {
  it('sends only the visible rows of 1,000 nodes, failures first', async () => {
    const { session, updates, stepsRead } = opened();
    await session.receive({ type: 'scroll', first: 0, count: 3 });
    await session.receive({ type: 'ready' });
    await stepsRead;
    const last = updates.at(-1);
    assert.equal(last?.total, 1000);
    assert.deepEqual(
      last?.rows?.rows.map(({ node }) => node),
      ['node900', 'node1', 'node2'],
    );
    session.hide();
  });

  it('sends only the parts that changed, and all parts to a new page', async () => {
    const { session, updates, stepsRead } = opened();
    await session.receive({ type: 'ready' });
    await stepsRead;
    updates.length = 0;
    await session.refresh();
    assert.deepEqual(updates, []);
    await session.receive({ type: 'scroll', first: 500, count: 2 });
    assert.deepEqual(
      updates.map((update) => Object.keys(update)),
      [['type', 'rows']],
    );
    await session.receive({ type: 'ready' });
    assert.deepEqual(Object.keys(updates.at(-1) ?? {}), [
      'type',
      'header',
      'message',
      'steps',
      'total',
      'rows',
      'timeline',
    ]);
    session.hide();
  });

  it('shows that its execution was deleted', async () => {
    const { session, updates, stepsRead, deleteExecution } = opened();
    await session.receive({ type: 'ready' });
    await stepsRead;
    deleteExecution();
    await session.refresh();
    assert.deepEqual(updates.at(-1), { type: 'update', message: 'This execution was deleted.' });
    session.hide();
  });

  it('requests and sends nothing while the page is hidden', async () => {
    const { session, updates, reads, stepsRead } = opened();
    await session.refresh();
    assert.equal(reads(), 0);
    await session.receive({ type: 'ready' });
    await stepsRead;
    session.hide();
    updates.length = 0;
    await session.refresh();
    assert.deepEqual(updates, []);
  });

  it('opens the lines of a cell, at the error if the step failed there', async () => {
    const { session, places, stepsRead } = opened();
    await session.receive({ type: 'ready' });
    await stepsRead;
    await session.receive({ type: 'openOutput', stepctx: '1', node: 'node900' });
    await session.receive({ type: 'openOutput', stepctx: '1', node: 'node1' });
    assert.deepEqual(places, [
      { stepctx: '1', node: 'node900', hasFailed: true },
      { stepctx: '1', node: 'node1', hasFailed: false },
    ]);
    session.hide();
  });

  it('ignores messages that do not match the protocol', async () => {
    const { session, updates, places } = opened();
    for (const message of [undefined, { type: 'scroll', first: -1, count: 5 }, { type: 'openOutput' }])
      await session.receive(message);
    assert.deepEqual([updates, places], [[], []]);
  });
});
