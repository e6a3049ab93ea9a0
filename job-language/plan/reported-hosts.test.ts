import assert from 'node:assert/strict';
import { whole } from '../../support/slices/sliced.ts';
import type { Node } from '../nodes/node.ts';
import { type NodeChoice, planNodes } from './plan-nodes.ts';

const host = (name: string, attributes: Record<string, string>, reportedBy?: string): Node => ({
  ...{ name, tags: [] },
  attributes: {
    ...{ 'node-executor': 'local', runner: 'true', runnerTags: 'app', 'runner-id': name },
    ...attributes,
  },
  ...(reportedBy === undefined ? {} : { reportedBy }),
});

const INVENTORY = [
  host('pinned', { osVersion: '5', description: 'same' }),
  host('good', { osVersion: '6', description: 'same' }, 'good'),
  host('evil', { osVersion: '9', description: 'same' }, 'evil'),
];

/** Returns the names of the planned nodes; those that reported facts chose are marked. */
function planned(
  choice: Omit<NodeChoice, 'filter'>,
  filter = 'runnerTags: app',
  chosenByReportsOf = ['none'],
): string[] {
  const source = {
    ...{ inventory: INVENTORY, config: {}, random: () => 0, job: 'job' },
    chosenByReportsOf: new Set(chosenByReportsOf),
  };
  const { nodes } = whole(planNodes({ filter, ...choice }, source));
  return nodes.map((node) => {
    const isMarked = node.kind === 'inventory' && node.chosenByReportOf === node.name;
    return isMarked ? `${node.name} by its report` : String(node.name);
  });
}

const extreme = (attribute: string, sort = 'highest') => ({
  orchestrator: { type: 'orchestrator-highest-lowest-attribute', configuration: { attribute, sort } },
});

describe('planNodes, for hosts of runners that report facts', () => {
  it('marks the host that an orchestrator chooses by a reported attribute', () => {
    assert.deepEqual(planned(extreme('osVersion')), ['evil by its report']);
    assert.deepEqual(planned(extreme('osVersion', 'lowest')), ['pinned']);
  });

  it('marks the host that is chosen by a reported rank because the values of several hosts are equal', () => {
    const choice = {
      ...extreme('description'),
      rankAttribute: 'osVersion',
      rankOrder: 'descending',
    } as const;
    assert.deepEqual(planned(choice), ['evil by its report']);
  });

  it('does not mark hosts that are chosen by name or by other attributes of administrators', () => {
    assert.deepEqual(planned(extreme('nodename')), ['pinned']);
    assert.deepEqual(planned(extreme('nodename', 'lowest')), ['evil']);
    assert.deepEqual(planned(extreme('description')), ['evil']);
  });

  it('does not mark hosts whose facts only decide the order, or how many run at once', () => {
    const order = { rankAttribute: 'osVersion' };
    assert.deepEqual(planned(order), ['pinned', 'good', 'evil']);
    for (const orchestrator of [
      { type: 'rankTiered', configuration: {} },
      { type: 'maxPercentage', configuration: { percent: 50 } },
    ])
      assert.deepEqual(planned({ ...order, orchestrator }), ['pinned', 'good', 'evil']);
    const subset = { type: 'subset', configuration: { count: 2 } };
    assert.deepEqual(planned({ ...order, orchestrator: subset }), ['evil', 'good']);
    assert.deepEqual(planned({ ...order, rankOrder: 'descending', orchestrator: subset }), ['evil', 'good']);
  });

  it('marks hosts that reported facts chose for the referring workflow', () => {
    assert.deepEqual(planned({}, 'runner: true', ['evil']), ['evil by its report', 'good', 'pinned']);
  });
});
