import type { Job } from '../../../job-language/format/job.ts';
import { logLimit } from '../../../job-language/format/log-limit.ts';
import type { Node } from '../../../job-language/nodes/node.ts';
import type { PatternAnswers } from '../../../job-language/nodes/pattern-answers.ts';
import type { ResolvedOptions } from '../../../job-language/options/resolve-options.ts';
import type { AutomaticDispatch } from '../../../job-language/plan/automatic-dispatch.ts';
import {
  type PlannedNodes,
  type PlanningQuestion,
  planJob,
  plannedNodes,
} from '../../../job-language/plan/plan-job.ts';
import { argumentString } from '../../../job-language/plan/run-options.ts';
import { type OptionValues, runValues } from '../../../job-language/plan/run-values.ts';
import type { StepPlacement } from '../../../job-language/plan/step-placement.ts';
import type { OperationTarget } from '../../../job-language/plan/workflow-plan.ts';
import type { DraftDefinition, ExecutionType, WebhookOrigin } from '../../../protocol/entities/execution.ts';
import type { Originator } from '../../../protocol/entities/originator.ts';
import type { PlannedFire } from '../../../protocol/entities/planned-fire.ts';
import type { Project } from '../../../protocol/entities/project.ts';
import { PRIORITY, projectDispatch } from '../../../protocol/entities/project-dispatch.ts';
import type { RunnerSelector } from '../../../protocol/entities/runner-selector.ts';
import type { CoordinatorId, ExecutionId } from '../../../protocol/ids.ts';
import type { Sliced } from '../../../support/slices/sliced.ts';
import {
  ENGINE_VERSION,
  type ExecutionRequested,
  type JobRetry,
  type Limits,
} from '../../engine/events/events.ts';
import { plannedNotifications } from '../../notifications/planned-notifications.ts';
import type { JobRecord } from '../../store/definitions/records/job-record.ts';
import type { RecordStart } from '../executions.ts';

/** A run that is about to start. */
export interface EnteringRun {
  readonly job: Job;
  /** Absent: an ad-hoc command or a draft. */
  readonly record?: JobRecord;
  /** Only for a draft: a job that is not stored. */
  readonly draft?: DraftDefinition | undefined;
  readonly project: Project;
  readonly coordinatorId: CoordinatorId;
  readonly user: string;
  readonly originator?: Originator | undefined;
  readonly resolved: ResolvedOptions;
  readonly optionValues: OptionValues;
  readonly logLevel?: string | undefined;
  readonly filter?: string | undefined;
  /** Runner selector that the request sets in place of the job's. Already applied to `job`. */
  readonly runnerSelector?: RunnerSelector | undefined;
  readonly priority?: number | undefined;
  readonly executionType: ExecutionType;
  readonly schedule?: PlannedFire | undefined;
  readonly webhook?: WebhookOrigin | undefined;
  /** Planned start, epoch ms; absent: at once. */
  readonly startAt?: number | undefined;
  /** Absent: the run is not retried if it fails. */
  readonly retry?: JobRetry | undefined;
  readonly target: OperationTarget;
  /** Automatic choice of a runner for each node; absent: all nodes use `target`. */
  readonly automatic?: AutomaticDispatch | undefined;
  readonly inventory: readonly Node[];
  readonly limits: Limits;
  readonly placement: StepPlacement;
  readonly recordStart?: RecordStart | undefined;
}

/** Values of a run that are determined when it starts. */
export interface RunMoment {
  readonly id: ExecutionId;
  /** Epoch ms. */
  readonly time: number;
  readonly uuid: string;
  readonly serverUrl: string;
  readonly url: string;
  readonly random: () => number;
  readonly answers?: PatternAnswers;
  /** Nodes from an earlier plan of the same run. */
  readonly known?: PlannedNodes | undefined;
}

export interface RequestedRun {
  readonly requested: ExecutionRequested;
  /** Undefined if the run has no node filter. */
  readonly nodes: PlannedNodes | undefined;
}

/** Plans a run and returns its first event. Throws the errors of `planJob`. */
export function* requestedRun(run: EnteringRun, moment: RunMoment): Sliced<RequestedRun> {
  const { job, record, project, resolved, filter, retry } = run;
  const values = runValues(job, run.optionValues, {
    jobId: record?.id,
    project: project.name,
    executionId: String(moment.id),
    executionUuid: moment.uuid,
    coordinatorId: run.coordinatorId,
    user: run.user,
    logLevel: run.logLevel,
    executionType: run.executionType,
    serverUrl: moment.serverUrl,
    url: moment.url,
    filter,
    retry,
  });
  const { inventory, target } = run;
  const question: PlanningQuestion = {
    job,
    values,
    target,
    inventory,
    config: project.config,
    random: moment.random,
    filter,
    answers: moment.answers,
    placement: run.placement,
    automatic: run.automatic,
    known: moment.known,
  };
  const plan = yield* planJob(question);
  const limit = logLimit(job);
  const priority =
    run.priority ?? (job.priority === undefined ? projectDispatch(project).priority : Number(job.priority));
  const notifications = record === undefined ? undefined : plannedNotifications(job);
  const requested: ExecutionRequested = {
    type: 'execution-requested',
    engineVersion: ENGINE_VERSION,
    time: moment.time,
    id: moment.id,
    project: project.name,
    user: run.user,
    ...(run.originator === undefined ? {} : { originator: run.originator }),
    executionType: run.executionType,
    ...(record === undefined ? {} : { job: identityOf(record) }),
    ...(run.draft === undefined ? {} : { draft: run.draft }),
    plan,
    options: resolved.values,
    argString: argumentString(resolved.values),
    ...(resolved.skippedWords === undefined ? {} : { skippedWords: resolved.skippedWords }),
    ...(filter === undefined ? {} : { filter }),
    ...(run.runnerSelector === undefined ? {} : { runnerSelector: run.runnerSelector }),
    ...(priority === PRIORITY.normal ? {} : { priority }),
    secureOptions: Object.keys(resolved.secureValues),
    limits: run.limits,
    ...(retry === undefined ? {} : { retry }),
    ...(limit === undefined ? {} : { logLimit: limit }),
    ...(run.schedule === undefined ? {} : { schedule: run.schedule }),
    ...(run.webhook === undefined ? {} : { webhook: run.webhook }),
    ...(notifications === undefined ? {} : { notifications }),
    ...(run.startAt === undefined ? {} : { startAt: run.startAt }),
  };
  return { requested, nodes: plannedNodes(question, plan) };
}

/** Returns the identity of a job as it is stored in events. */
export function identityOf({ id, name, group, revision, textHash }: JobRecord) {
  return { id, name, group, revision, textHash };
}
