import type { OperationValues } from '../../protocol/expansion/operation-values.ts';
import type { Job } from '../../protocol/job/job.ts';
import type { Step } from '../../protocol/job/step.ts';
import { stepTemplate } from '../../protocol/job/step-action.ts';
import { stepTitle } from '../../protocol/job/step-title.ts';
import type { OperationTarget, PlanStep, WorkflowPlan } from '../../protocol/plan/workflow-plan.ts';

/** Name of the Local Runner's host as a node. */
const LOCAL_NODE = 'localhost';

/** What a job will do with these values: its steps on the host of the runner that takes them. */
export function planJob(job: Job, values: OperationValues, target: OperationTarget): WorkflowPlan {
  const secure = values.secureOption.length > 0;
  const name = target.kind === 'local' ? { name: LOCAL_NODE } : {};
  return {
    strategy: job.sequence.strategy === 'node-first' ? 'node-first' : 'sequential',
    keepGoing: job.sequence.keepgoing,
    steps: job.sequence.commands.map((step) => planStep(step, secure)),
    dispatch: {
      nodes: [{ kind: 'runner-host', ...name }],
      threadCount: 1,
      keepGoing: false,
      successOnEmpty: false,
    },
    values,
    target,
  };
}

function planStep(step: Step, secure: boolean): PlanStep {
  const template = stepTemplate(step);
  const { pty } = template;
  return {
    kind: 'operation',
    label: stepTitle(step),
    perNode: true,
    template,
    pty,
    secure,
    filters: [],
  };
}
