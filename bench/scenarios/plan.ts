import { Job } from '../../job-language/format/job.ts';
import type { Node } from '../../job-language/nodes/node.ts';
import { planJob } from '../../job-language/plan/plan-job.ts';
import { whole } from '../../support/slices/sliced.ts';
import type { Scenario } from '../figures.ts';

const NODES = 1000;
const STEPS = 20;
const TIMES = 30;

/** Measures planning a large job: parsing its definition, filtering and ranking its nodes, and creating its steps. */
export const plan: Scenario = {
  name: `a plan of ${NODES} nodes and ${STEPS} steps`,
  goals: [{ figure: 'planned', percentile: 99, relation: 'at most', value: 200 }],
  async measure() {
    const inventory = Array.from({ length: NODES }, (_, index) => nodeOf(index));
    const definition = definitionOf();
    const samples: number[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      const start = performance.now();
      const planned = whole(
        planJob({
          job: Job.parse(definition),
          values: { option: { tag: 'web', version: '1.2' }, secureOption: [], job: { name: 'Deploy' } },
          target: { kind: 'local' },
          inventory,
          config: {},
          random: Math.random,
        }),
      );
      samples.push(performance.now() - start);
      const { nodes } = planned.dispatch;
      if (nodes.length !== NODES || planned.steps.length !== STEPS) throw new Error('it is another plan');
    }
    return [{ name: 'planned', unit: 'ms', samples }];
  },
};

function nodeOf(index: number): Node {
  const attributes = {
    hostname: `10.0.${index >> 8}.${index & 255}`,
    osFamily: 'unix',
    rank: String((index * 7919) % NODES),
    'node-executor': 'local',
  };
  return { name: `web-${index}`, tags: ['web', index % 2 === 0 ? 'prod' : 'test'], attributes };
}

function definitionOf(): object {
  const filter = 'tags: ${option.tag}+prod,test hostname: 10\\.0\\..* !name: db.*';
  const dispatch = { threadcount: '50', keepgoing: true, rankAttribute: 'rank', rankOrder: 'descending' };
  const commands = Array.from({ length: STEPS }, (_, index) => ({
    exec: `deploy --step ${index} \${option.version} \${node.hostname}`,
    errorhandler: { script: 'echo @result.message@' },
    plugins: { LogFilter: [{ type: 'key-value-data', config: { regex: '^(.+?)=(.+)$' } }] },
  }));
  return { name: 'Deploy', nodefilters: { filter, dispatch }, sequence: { commands } };
}
