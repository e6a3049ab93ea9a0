import assert from 'node:assert/strict';
import { ExecutionId } from '../../protocol/ids.ts';
import { type StepState, WorkflowState } from '../../protocol/routes/shapes/workflow-state-shapes.ts';
import { COMMANDS } from '../ids/commands.ts';
import type { TreeNode } from '../tree/tree-node.ts';
import { stepNodes } from './step-nodes.ts';

const execution = ExecutionId.parse(7);
const at = '2026-01-01T00:00:00Z';
const on = (...nodes: [string, StepState][]) =>
  Object.fromEntries(nodes.map(([node, executionState]) => [node, { executionState, duration: 2000 }]));
const step = (stepctx: string, executionState: StepState, more: object = {}) => ({
  id: stepctx,
  stepctx,
  label: `do ${stepctx}`,
  nodeStep: true,
  executionState,
  nodeStates: {},
  ...more,
});
const workflow = (...steps: object[]) => ({
  executionState: 'RUNNING',
  completed: false,
  updateTime: at,
  startTime: at,
  stepCount: steps.length,
  allNodes: [],
  targetNodes: [],
  steps,
});

function drawn(nodes: readonly TreeNode[], indent = ''): readonly string[] {
  return nodes.flatMap((node) => [
    `${indent}${node.label} | ${node.description ?? ''}`,
    ...drawn(node.children ?? [], `${indent}  `),
  ]);
}

function shown(...steps: object[]): readonly TreeNode[] {
  const state = WorkflowState.parse({ ...workflow(...steps), executionId: 7, serverNode: 'x', nodes: {} });
  return stepNodes(execution, { kind: 'known', state });
}

describe('stepNodes', () => {
  it('show state, node and duration, and a row for each of several nodes', () => {
    const nodes = shown(
      step('1', 'SUCCEEDED', { nodeStates: on(['web1', 'SUCCEEDED']), duration: 2000 }),
      step('2', 'NODE_MIXED', { nodeStates: on(['web1', 'SUCCEEDED'], ['web2', 'FAILED']) }),
      step('3', 'WAITING'),
    );
    assert.deepEqual(drawn(nodes), [
      '1  do 1 | succeeded · web1 · 2 s',
      '2  do 2 | 1 of 2 nodes failed',
      '  web1 | succeeded · 2 s',
      '  web2 | failed · 2 s',
      '3  do 3 | waiting',
    ]);
  });

  it('contain the steps of referenced jobs, for each node that executed the jobs', () => {
    const nodes = shown(
      step('1', 'SUCCEEDED', { workflow: workflow(step('1/1', 'SUCCEEDED')) }),
      step('2', 'RUNNING', {
        nodeStates: on(['web1', 'RUNNING']),
        parameterStates: {
          'node=web1': step('2@node=web1', 'RUNNING', {
            workflow: workflow(step('2@node=web1/1', 'RUNNING')),
          }),
        },
      }),
    );
    assert.deepEqual(drawn(nodes), [
      '1  do 1 | succeeded',
      '  1/1  do 1/1 | succeeded',
      '2  do 2 | running · 1 node',
      '  web1 | running',
      '    2/1  do 2@node=web1/1 | running',
    ]);
  });

  it('open the output at the lines of their step and node, or at the first error if they failed', () => {
    const nodes = shown(
      step('1', 'NODE_MIXED', { nodeStates: on(['web1', 'SUCCEEDED'], ['web2', 'FAILED']) }),
      step('2', 'SUCCEEDED', { nodeStates: on(['web1', 'SUCCEEDED']) }),
      step('3', 'RUNNING', {
        nodeStates: on(['web1', 'RUNNING']),
        parameterStates: {
          'node=web1': step('3@node=web1', 'RUNNING', {
            workflow: workflow(step('3@node=web1/1', 'RUNNING')),
          }),
        },
      }),
    );
    const all = (rows: readonly TreeNode[]): readonly TreeNode[] =>
      rows.flatMap((row) => [row, ...all(row.children ?? [])]);
    assert.deepEqual(
      all(nodes).map(({ command, subject }) => [command, subject.kind === 'execution' && subject.place]),
      [
        { stepctx: '1', hasFailed: true },
        { stepctx: '1', node: 'web1', hasFailed: false },
        { stepctx: '1', node: 'web2', hasFailed: true },
        { stepctx: '2', node: 'web1', hasFailed: false },
        { stepctx: '3', hasFailed: false },
        { stepctx: '3@node=web1', hasFailed: false },
        { stepctx: '3@node=web1/1', hasFailed: false },
      ].map((place) => [COMMANDS.showFullOutput, place]),
    );
  });

  it('end with the notifications that were not delivered', () => {
    const state = WorkflowState.parse({
      ...workflow(step('1', 'SUCCEEDED')),
      executionId: 7,
      serverNode: 'x',
      nodes: {},
    });
    const undelivered = [
      {
        id: '1',
        receiver: 'Mail to ops@example.com',
        isFinal: true,
        problem: 'failed after 1 attempt: refused',
      },
      {
        id: '2',
        receiver: 'Webhook https://x',
        isFinal: false,
        problem: 'will be retried at 10:00: status 500',
      },
    ];
    const nodes = stepNodes(execution, { kind: 'known', state, undelivered });
    assert.deepEqual(drawn(nodes).slice(1), [
      'Mail to ops@example.com | failed after 1 attempt: refused',
      'Webhook https://x | will be retried at 10:00: status 500',
    ]);
    assert.deepEqual(
      nodes.slice(1).map(({ id, icon }) => [id, icon.id]),
      [
        ['execution:7/notification:1', 'error'],
        ['execution:7/notification:2', 'warning'],
      ],
    );
  });

  it('have unique ids', () => {
    const nodes = shown(
      step('1', 'NODE_MIXED', { nodeStates: on(['a', 'SUCCEEDED'], ['b', 'FAILED']) }),
      step('2', 'NODE_MIXED', { nodeStates: on(['a', 'SUCCEEDED'], ['b', 'FAILED']) }),
    );
    const ids = nodes.flatMap((node) => [node.id, ...(node.children ?? []).map((it) => it.id)]);
    assert.equal(new Set(ids).size, 6);
  });

  it('show why the steps could not be read', () => {
    assert.deepEqual(drawn(stepNodes(execution, { kind: 'unknown', problem: 'It is gone.' })), [
      'It is gone. | ',
    ]);
  });
});
