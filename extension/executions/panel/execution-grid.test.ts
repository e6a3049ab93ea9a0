import assert from 'node:assert/strict';
import { type StepState, WorkflowState } from '../../../protocol/routes/shapes/workflow-state-shapes.ts';
import { ExecutionGrid, NO_NODE } from './execution-grid.ts';

const at = '2026-01-01T00:00:00Z';
const now = Date.parse(at) + 5000;
const on = (...nodes: [string, StepState][]) =>
  Object.fromEntries(
    nodes.map(([node, executionState]) => [
      node,
      {
        executionState,
        startTime: at,
        ...(executionState === 'RUNNING' ? {} : { duration: 2000 }),
        ...(executionState === 'FAILED' ? { reason: { code: 'step-failed', message: 'exit code 3' } } : {}),
      },
    ]),
  );
const step = (stepctx: string, executionState: StepState, more: object = {}) => ({
  id: stepctx,
  stepctx,
  label: `do ${stepctx}`,
  nodeStep: true,
  executionState,
  nodeStates: {},
  ...more,
});
const workflow = (allNodes: readonly string[], ...steps: object[]) => ({
  executionState: 'RUNNING',
  completed: false,
  updateTime: at,
  startTime: at,
  stepCount: steps.length,
  allNodes,
  targetNodes: allNodes,
  steps,
});
const grid = (allNodes: readonly string[], ...steps: object[]) =>
  new ExecutionGrid(
    WorkflowState.parse({ ...workflow(allNodes, ...steps), executionId: 7, serverNode: 'x', nodes: {} }),
  );

describe('ExecutionGrid', () => {
  it('lists failed nodes first, then those that are running, waiting and done, in natural order', () => {
    const states: [string, StepState][] = [
      ['web10', 'SUCCEEDED'],
      ['web2', 'SUCCEEDED'],
      ['web3', 'RUNNING'],
      ['web4', 'FAILED'],
    ];
    const step1 = step('1', 'RUNNING', { nodeStates: on(...states), stepTargetNodes: ['web5'] });
    const rows = grid(['web2', 'web3', 'web4', 'web5', 'web10'], step1).rows(0, 10, now);
    assert.deepEqual(
      rows.map(({ node, state }) => `${node} ${state}`),
      ['web4 failed', 'web3 running', 'web5 waiting', 'web2 succeeded', 'web10 succeeded'],
    );
  });

  it('shows state and duration of a cell, and explains it to screen readers', () => {
    const [row] = grid(
      ['web1'],
      step('1', 'RUNNING', { nodeStates: on(['web1', 'RUNNING']) }),
      step('2', 'FAILED', { nodeStates: on(['web1', 'FAILED']) }),
    ).rows(0, 1, now);
    assert.deepEqual(row?.cells, [
      { state: 'running', text: '5 s', stepctx: '1', label: 'web1, step 1 do 1: running, 5 s' },
      { state: 'failed', text: '2 s', stepctx: '2', label: 'web1, step 2 do 2: failed, 2 s: exit code 3' },
    ]);
  });

  it('has a column for each step of a referenced job, even if the job runs once for each node', () => {
    const inner = (node: string, state: StepState) =>
      step(`1@node=${node}`, state, {
        workflow: workflow([node], step(`1@node=${node}/1`, state, { nodeStates: on([node, state]) })),
      });
    const reference = step('1', 'NODE_MIXED', {
      nodeStates: on(['web1', 'SUCCEEDED'], ['web2', 'FAILED']),
      parameterStates: { 'node=web1': inner('web1', 'SUCCEEDED'), 'node=web2': inner('web2', 'FAILED') },
    });
    const made = grid(['web1', 'web2'], reference);
    assert.deepEqual(
      made.steps.map(({ place, state, text }) => `${place} ${state}: ${text}`),
      ['1 mixed: 1 of 2 failed', '1/1 failed: 1 of 2 failed'],
    );
    const [failed] = made.rows(0, 1, now);
    assert.deepEqual(
      failed?.cells.map((cell) => cell?.stepctx),
      ['1@node=web2', '1@node=web2/1'],
    );
  });

  it('leaves cells empty where a step does not run, and gives steps without nodes a row', () => {
    const made = grid(
      ['web1'],
      step('1', 'SUCCEEDED', { nodeStates: on(['web1', 'SUCCEEDED']) }),
      step('2', 'SUCCEEDED', { nodeStep: false }),
    );
    assert.deepEqual(
      made.rows(0, 2, now).map(({ node, cells }) => [node, ...cells.map((cell) => cell?.state)]),
      [
        [NO_NODE, undefined, 'succeeded'],
        ['web1', 'succeeded', undefined],
      ],
    );
    assert.deepEqual(made.progress, { done: 2, total: 2, failed: 0 });
  });

  it('returns the requested rows of 1,000 nodes with 20 steps', () => {
    const nodes = Array.from({ length: 1000 }, (_, index) => `node${index + 1}`);
    const steps = Array.from({ length: 20 }, (_, index) =>
      step(String(index + 1), 'SUCCEEDED', {
        nodeStates: on(...nodes.map((node): [string, StepState] => [node, 'SUCCEEDED'])),
      }),
    );
    const made = grid(nodes, ...steps);
    assert.equal(made.size, 1000);
    assert.deepEqual(
      made.rows(500, 40, now).map(({ node }) => node),
      nodes.slice(500, 540),
    );
    assert.deepEqual(made.progress, { done: 20_000, total: 20_000, failed: 0 });
  });
});
