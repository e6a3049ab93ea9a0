import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
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
} from '../events.ts';
import type { Plan, Strategy } from '../plan.ts';

export interface SampleRequest {
  readonly id?: number;
  readonly steps?: number;
  readonly nodes?: number;
  readonly strategy?: Strategy;
  readonly keepGoing?: boolean;
  readonly limits?: Partial<Limits>;
}

/** A request of job `Deploy`: steps `true 1`, `true 2`, … */
export function sampleRequest(given: SampleRequest = {}): ExecutionRequested {
  return {
    type: 'execution-requested',
    engineVersion: ENGINE_VERSION,
    time: 1000,
    id: ExecutionId.parse(given.id ?? 17),
    project: ProjectName.parse('shop'),
    user: 'ann',
    job: { id: JobId.parse('job-1'), name: 'Deploy', group: 'web', revision: 3, textHash: 'abc' },
    plan: samplePlan(given),
    options: {},
    argString: '',
    secureOptions: [],
    target: { kind: 'local' },
    limits: { dispatchWaitSeconds: 600, cancelGraceSeconds: 10, cancelConfirmSeconds: 60, ...given.limits },
  };
}

function samplePlan({
  steps = 2,
  nodes = 1,
  strategy = 'node-first',
  keepGoing = false,
}: SampleRequest): Plan {
  return {
    strategy,
    keepGoing,
    steps: Array.from({ length: steps }, (_, index) => ({
      kind: 'operation',
      label: `true ${index + 1}`,
      template: { kind: 'exec', command: `true ${index + 1}`, pty: false },
      pty: false,
      secure: false,
    })),
    nodes: Array.from({ length: nodes }, (_, index) => ({
      kind: 'runner-host',
      ...(nodes === 1 ? {} : { name: `node-${index + 1}` }),
    })),
    values: { option: {}, secureOption: [], job: { name: 'Deploy' } },
  };
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

export function ended(operation: string, end = EXITED_0, by: Grantee | 'coordinator' = WEB): OperationEnded {
  return {
    type: 'operation-ended',
    time: 3000,
    operationId: OperationId.parse(operation),
    ...(by === 'coordinator' ? {} : { by: { replicaId: by.replicaId, instanceId: by.instanceId } }),
    end,
    outputBytes: 0,
  };
}
