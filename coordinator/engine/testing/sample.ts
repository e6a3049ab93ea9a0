import type { WorkflowPlan } from '../../../job-language/plan/workflow-plan.ts';
import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import type { Strategy } from '../../../protocol/entities/workflow-facts.ts';
import {
  ExecutionId,
  InstanceId,
  JobId,
  OperationId,
  ProjectName,
  ReplicaId,
  RunnerId,
} from '../../../protocol/ids.ts';
import {
  ENGINE_VERSION,
  type ExecutionRequested,
  type FollowingEvent,
  type Grantee,
  type Limits,
  type OperationEnded,
} from '../events/events.ts';
import { nodesNamed, operationStep, planOf } from './plans.ts';

export interface SampleRequest {
  readonly id?: number;
  /** Number of steps: `true 1`, `true 2`, … */
  readonly steps?: number;
  /** Number of nodes. 1 means the runner's host; a larger number means `node-1`, `node-2`, … */
  readonly nodes?: number;
  readonly strategy?: Strategy;
  readonly keepGoing?: boolean;
  readonly limits?: Partial<Limits>;
  readonly plan?: WorkflowPlan;
  readonly more?: Partial<ExecutionRequested>;
}

/** Returns a request to run the job `Deploy`. */
export function sampleRequest(given: SampleRequest = {}): ExecutionRequested {
  return {
    type: 'execution-requested',
    engineVersion: ENGINE_VERSION,
    time: 1000,
    id: ExecutionId.parse(given.id ?? 17),
    project: ProjectName.parse('shop'),
    user: 'ann',
    job: { id: JobId.parse('job-1'), name: 'Deploy', group: 'web', revision: 3, textHash: 'abc' },
    plan: given.plan ?? samplePlan(given),
    options: {},
    argString: '',
    secureOptions: [],
    limits: { dispatchWaitSeconds: 600, cancelGraceSeconds: 10, cancelConfirmSeconds: 60, ...given.limits },
    ...given.more,
  };
}

function samplePlan({ steps = 2, nodes = 1, strategy = 'node-first', keepGoing = false }: SampleRequest) {
  const names = Array.from({ length: nodes }, (_, index) => `node-${index + 1}`);
  return planOf({
    strategy,
    keepGoing,
    steps: Array.from({ length: steps }, (_, index) => operationStep(`true ${index + 1}`)),
    ...(nodes === 1 ? {} : { nodes: nodesNamed(...names) }),
  });
}

export const WEB: Grantee = {
  replicaId: ReplicaId.parse('web-a'),
  instanceId: InstanceId.parse('web-a-1'),
  runnerId: RunnerId.parse('web'),
  runnerName: 'web',
};

export const OTHER: Grantee = {
  replicaId: ReplicaId.parse('other-a'),
  instanceId: InstanceId.parse('other-a-1'),
  runnerId: RunnerId.parse('other'),
  runnerName: 'other',
};

export const EXITED_0: OperationEnd = { kind: 'exited', exitCode: 0 };

export function granted(operation: string, grantee = WEB, time = 2000): FollowingEvent {
  return { type: 'operation-granted', time, operationId: OperationId.parse(operation), grantee };
}

export function ended(
  operation: string,
  end = EXITED_0,
  by: Grantee | 'coordinator' = WEB,
  data?: Readonly<Record<string, string>>,
): OperationEnded {
  return {
    type: 'operation-ended',
    time: 3000,
    operationId: OperationId.parse(operation),
    ...(by === 'coordinator' ? {} : { by: { replicaId: by.replicaId, instanceId: by.instanceId } }),
    end,
    outputBytes: 0,
    ...(data === undefined ? {} : { data }),
  };
}
