import assert from 'node:assert/strict';
import { WorkflowState } from '../../../protocol/routes/shapes/workflow-state-shapes.ts';
import { replicaTimeline } from './replica-timeline.ts';

const time = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const work = (replica: string, from: number, to: number | undefined, executionState: string) => ({
  executionState,
  startTime: time(from),
  ...(to === undefined ? {} : { endTime: time(to) }),
  runner: { id: 'r'.repeat(8), name: `runner-${replica[0]}`, replica },
});
const A = '00000000-0000-4000-8000-00000000000a';
const B = 'bbbbbbbb-0000-4000-8000-00000000000b';
const state = (nodeStates: object) =>
  WorkflowState.parse({
    executionState: 'RUNNING',
    completed: false,
    updateTime: time(0),
    startTime: time(0),
    stepCount: 1,
    allNodes: [],
    targetNodes: [],
    executionId: 7,
    serverNode: 'x',
    nodes: {},
    steps: [{ id: '1', stepctx: '1', nodeStep: true, executionState: 'RUNNING', nodeStates }],
  });

describe('replicaTimeline', () => {
  it('joins overlapping steps of a replica, and gives failed steps their own segments', () => {
    const lanes = replicaTimeline(
      state({
        n1: work(A, 0, 10, 'SUCCEEDED'),
        n2: work(A, 5, 20, 'FAILED'),
        n3: work(A, 50, 60, 'SUCCEEDED'),
        n4: work(B, 90, undefined, 'RUNNING'),
      }),
      Date.parse(time(100)),
    );
    assert.deepEqual(lanes, [
      {
        name: 'runner-0 · 00000000',
        text: '3 steps, 1 failed, busy for 30 s',
        segments: [
          { from: 0, to: 0.1, state: 'succeeded' },
          { from: 0.5, to: 0.6, state: 'succeeded' },
          { from: 0.05, to: 0.2, state: 'failed' },
        ],
      },
      {
        name: 'runner-b · bbbbbbbb',
        text: '1 step, busy for 10 s',
        segments: [{ from: 0.9, to: 1, state: 'running' }],
      },
    ]);
  });

  it('has at most 301 segments for a replica that ran 5,000 steps', () => {
    const many = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [
        `n${index}`,
        work(A, index * 2, index * 2 + 1, 'SUCCEEDED'),
      ]),
    );
    const [lane] = replicaTimeline(state(many), Date.parse(time(10_000)));
    assert.ok(lane);
    assert.ok(lane.segments.length <= 301, `${lane.segments.length} segments`);
  });
});
