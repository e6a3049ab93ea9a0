import type { OperationValues } from '../../protocol/expansion/operation-values.ts';
import type { Job } from '../../protocol/job/job.ts';
import type { Step } from '../../protocol/job/step.ts';
import { stepTemplate } from '../../protocol/job/step-action.ts';
import { stepTitle } from '../../protocol/job/step-title.ts';
import type { OperationTarget } from './events.ts';
import type { Plan, PlanStep, RunnerHost } from './plan.ts';

/** Name of the Local Runner's host as a node. */
const LOCAL_NODE = 'localhost';

/** What a job will do with these values: its steps on the host of the runner that takes them. */
export function planJob(job: Job, values: OperationValues, target: OperationTarget): Plan {
  const secure = values.secureOption.length > 0;
  const host: RunnerHost = {
    kind: 'runner-host',
    ...(target.kind === 'local' ? { name: LOCAL_NODE } : {}),
  };
  return {
    strategy: job.sequence.strategy === 'node-first' ? 'node-first' : 'sequential',
    keepGoing: job.sequence.keepgoing,
    steps: job.sequence.commands.map((step) => planStep(step, secure)),
    nodes: [host],
    values,
  };
}

function planStep(step: Step, secure: boolean): PlanStep {
  const template = stepTemplate(step);
  return { kind: 'operation', label: stepTitle(step), template, pty: template.pty, secure };
}
