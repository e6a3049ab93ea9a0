import { readNodes } from '../../job-language/node-formats/read-nodes.ts';
import { writeNodes } from '../../job-language/node-formats/write-nodes.ts';
import type { Node } from '../../job-language/nodes/node.ts';
import { orderNodes } from '../../job-language/nodes/order-nodes.ts';
import { selectNodes } from '../../job-language/nodes/select-nodes.ts';
import { whole } from '../../support/slices/sliced.ts';
import type { Figure, Scenario } from '../figures.ts';

const NODES = 10_000;
const ROUNDS = 30;

const FILTERS = [
  'tags: web+zone1 !name: web-1.example.org',
  'name: web-.*[05]\\.example\\.org',
  'tags: rack1.?+zone[01] os-family: unix !hostname: .*7.*',
];

/** Measures parsing the text of a large inventory, and selecting nodes from it with filters. */
export const nodes: Scenario = {
  name: 'nodes',
  goals: [{ figure: 'filter 10,000 nodes, in order', percentile: 99, relation: 'at most', value: 50 }],
  measure: async () => {
    const inventory = Array.from({ length: NODES }, (_, index) => node(index));
    const text = whole(writeNodes(inventory, 'yaml'));
    const readings = timed(3, () => readNodes(text, 'yaml'));
    const selections = FILTERS.flatMap((filter) =>
      timed(ROUNDS, () =>
        whole(orderNodes(whole(selectNodes(inventory, { filter })), { rankAttribute: 'rank' })),
      ),
    );
    const figures: Figure[] = [
      { name: 'read 10,000 nodes of YAML', unit: 'ms', samples: readings },
      { name: 'filter 10,000 nodes, in order', unit: 'ms', samples: selections },
    ];
    return figures;
  },
};

function node(index: number): Node {
  return {
    name: `web-${index}.example.org`,
    tags: ['web', `rack${index % 40}`, `zone${index % 3}`],
    attributes: {
      hostname: `10.0.0.${index}`,
      osFamily: 'unix',
      username: 'deploy',
      rank: String(index % 97),
    },
  };
}

function timed(rounds: number, act: () => unknown): number[] {
  return Array.from({ length: rounds }, () => {
    const begin = performance.now();
    act();
    return performance.now() - begin;
  });
}
