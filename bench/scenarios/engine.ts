import { begin, follow } from '../../coordinator/engine/engine.ts';
import { nodesNamed, operationStep, planOf } from '../../coordinator/engine/testing/plans.ts';
import { ended, granted, sampleRequest } from '../../coordinator/engine/testing/sample.ts';
import type { WorkflowPlan } from '../../job-language/plan/workflow-plan.ts';
import type { Scenario } from '../figures.ts';

const RUNS = 5;

/** Measures the CPU time that the engine needs for all events of a successful execution. */
export const engineWork: Scenario = {
  name: 'the engine goes through executions',
  goals: [
    { figure: '1,000 nodes × 20 steps', percentile: 99, relation: 'at most', value: 1000 },
    { figure: '10,000 steps', percentile: 99, relation: 'at most', value: 1000 },
  ],
  measure: async () => [
    { name: '1,000 nodes × 20 steps', unit: 'ms', samples: samplesOf(manyNodes()) },
    { name: '10,000 steps', unit: 'ms', samples: samplesOf(manySteps()) },
  ],
};

function manyNodes(): WorkflowPlan {
  const names = Array.from({ length: 1000 }, (_, index) => `node-${index}`);
  const steps = Array.from({ length: 20 }, (_, index) => operationStep(`echo ${index}`));
  return planOf({ steps, nodes: nodesNamed(...names), threadCount: 50 });
}

function manySteps(): WorkflowPlan {
  const steps = Array.from({ length: 10_000 }, (_, index) => operationStep(`echo ${index}`));
  return planOf({ strategy: 'sequential', steps });
}

function samplesOf(plan: WorkflowPlan): number[] {
  return Array.from({ length: RUNS }, () => {
    const before = process.cpuUsage();
    goThrough(plan);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
}

/**
 * Runs a plan to its end.
 *
 * @throws Error if the execution does not succeed
 */
function goThrough(plan: WorkflowPlan): void {
  let { state, commands } = begin(sampleRequest({ plan }));
  const open: string[] = [];
  const take = () => {
    for (const command of commands) if (command.type === 'dispatch') open.push(command.operationId);
  };
  take();
  for (let next = 0; next < open.length; next += 1) {
    const operation = open[next] ?? '';
    for (const event of [granted(operation), ended(operation)]) {
      ({ state, commands } = follow(state, event));
      take();
    }
  }
  if (state.ended?.status !== 'succeeded') throw new Error(`it ended as ${state.ended?.status}`);
}
