import { jobPath } from '../../../job-language/format/job-path.ts';
import { automaticDispatch } from '../../../job-language/plan/automatic-dispatch.ts';
import type { JobReference } from '../../../job-language/plan/job-reference.ts';
import { planReference } from '../../../job-language/plan/plan-reference.ts';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../../protocol/ids.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import type { FollowingEvent, ReferenceResolution } from '../../engine/events/events.ts';
import { type ReferenceContext, referenceContext } from '../../engine/nested/reference-context.ts';
import type { SecureValueCache } from '../../keys/secure-value-cache.ts';
import { plannedNotifications } from '../../notifications/planned-notifications.ts';
import type { CoordinatorSnapshot } from '../../store/definitions/coordinator-definitions.ts';
import type { JobRecord } from '../../store/definitions/records/job-record.ts';
import type { ExecutionsParts } from '../needs.ts';
import type { LiveExecution } from '../runtime/live-execution.ts';
import type { JobCache } from './job-cache.ts';
import type { OptionFinder } from './option-finder.ts';
import { identityOf } from './requested-run.ts';
import { requireRunners } from './require-runner.ts';
import { stepPlacement } from './step-placement.ts';

export type ReferencesParts = Pick<
  ExecutionsParts,
  'clock' | 'definitions' | 'inventory' | 'log' | 'patterns' | 'random'
> & {
  readonly jobs: JobCache;
  readonly options: OptionFinder;
  readonly secrets: SecureValueCache;
  /** Submits an event, and retries while the journal is busy. */
  readonly submit: (execution: LiveExecution, event: FollowingEvent) => Promise<void>;
};

/**
 * Finds and plans the jobs that workflows refer to. The secure values of such a job are durable before the event that
 * resolves the reference. After a crash between the two writes, the command is issued again and the reference is
 * resolved again.
 */
export class References {
  readonly #parts: ReferencesParts;
  readonly #inProgress = new Map<string, Promise<void>>();

  constructor(parts: ReferencesParts) {
    this.#parts = parts;
  }

  /** Resolves the reference of a command. Does nothing if the reference is already being resolved. */
  resolve(execution: LiveExecution, command: number): void {
    const key = `${execution.id}-${command}`;
    if (this.#inProgress.has(key)) return;
    const done = this.#resolve(execution, command)
      .catch((error: unknown) => {
        const fields = { execution: execution.id, command, problem: problemOf(error) };
        this.#parts.log.error(fields, 'a job reference could not be resolved');
      })
      .finally(() => this.#inProgress.delete(key));
    this.#inProgress.set(key, done);
  }

  /** Resolves once no reference is being resolved. */
  async settled(): Promise<void> {
    await Promise.all(this.#inProgress.values());
  }

  async #resolve(execution: LiveExecution, command: number): Promise<void> {
    const context = referenceContext(execution.state, command);
    if (context === undefined) return;
    const resolution = await this.#resolution(execution, command, context);
    const time = this.#parts.clock.epoch();
    await this.#parts.submit(execution, { type: 'reference-resolved', time, command, resolution });
    // The end of the execution dropped only the values that were stored at that time.
    if (execution.state.ended !== undefined)
      await this.#parts.secrets.dropOne({ execution: execution.id, scope: command });
  }

  async #resolution(
    execution: LiveExecution,
    command: number,
    context: ReferenceContext,
  ): Promise<ReferenceResolution> {
    try {
      return await this.#planned(execution, command, context);
    } catch (error) {
      const code = isOutrunnerError(error) ? error.code : 'internal';
      return { kind: 'failed', reason: { code, message: problemOf(error) } };
    }
  }

  async #planned(
    { id, state }: LiveExecution,
    command: number,
    context: ReferenceContext,
  ): Promise<ReferenceResolution> {
    const { definitions, inventory, jobs, options, patterns, random, secrets } = this.#parts;
    const { reference, project, plan, values } = context;
    const snapshot = await definitions.snapshot();
    const record = referencedJob(snapshot, reference, project);
    const reach = state.request.originator?.projects;
    if (record === undefined || reach?.includes(record.project) === false) return missing(reference, project);
    const job = await jobs.get(record.textHash);
    if (!record.executionEnabled || !job.executionEnabled) return disabled(reference, jobPath(job));
    const owner = { execution: id, scope: context.secretScope };
    const { user } = state.request;
    const runners = snapshot.values('runners');
    const own = snapshot.get('projects', state.request.project);
    const nodesOf = reference.childNodes ? record.project : project;
    const planned = await planReference(
      {
        reference,
        job,
        id: record.id,
        project: record.project,
        random,
        patterns,
        inventory: await inventory.nodes(nodesOf),
        placement: stepPlacement(snapshot),
        automatic: own && automaticDispatch(own, runners),
        config: snapshot.get('projects', nodesOf)?.config ?? {},
        referring: {
          values,
          secureValues: context.secureOptions.length === 0 ? {} : await secrets.get(owner),
          target: plan.target,
          automatic: plan.automatic,
          nodes: plan.dispatch.nodes,
        },
      },
      (child, given) => options.find(child, given, { project: record.project, user }),
    );
    if (planned.kind === 'failed') return planned;
    requireRunners(
      { runners, replicas: snapshot.values('replicas') },
      own ?? { name: state.request.project },
      planned.plan,
      jobPath(job),
    );
    const secureOptions = Object.keys(planned.secureValues);
    if (secureOptions.length > 0) await secrets.keep({ execution: id, scope: command }, planned.secureValues);
    const identity = { ...identityOf(record), project: record.project };
    const notifications = reference.ignoreNotifications ? undefined : plannedNotifications(job);
    return {
      kind: 'workflow',
      job: identity,
      plan: planned.plan,
      secureOptions,
      ...(notifications === undefined ? {} : { notifications }),
      ...(planned.timeoutSeconds === undefined ? {} : { timeoutSeconds: planned.timeoutSeconds }),
    };
  }
}

/** Returns the referenced job: by uuid, or by group and name if the reference has no uuid or sets `useName`. */
export function referencedJob(
  snapshot: CoordinatorSnapshot,
  reference: JobReference,
  project: ProjectName | string,
): JobRecord | undefined {
  const all = snapshot.values('jobs');
  if (reference.uuid !== undefined && !reference.useName) return all.find(({ id }) => id === reference.uuid);
  const group = (reference.group ?? '').replace(/^\/+|\/+$/g, '');
  return all.find(
    (record) =>
      record.name === reference.name &&
      record.group === group &&
      record.project === (reference.project ?? project),
  );
}

function missing(
  { uuid, group, name, useName, project }: JobReference,
  own: ProjectName,
): ReferenceResolution {
  const byUuid = uuid !== undefined && !useName;
  const path = group === undefined ? name : `${group}/${name}`;
  const what = byUuid ? `with the uuid ${uuid}` : `${path} in project ${project ?? own}`;
  return { kind: 'failed', reason: { code: 'NotFound', message: `There is no job ${what}.` } };
}

function disabled({ failOnDisable }: JobReference, path: string): ReferenceResolution {
  const message = `Execution of job ${path} is disabled.`;
  if (!failOnDisable) return { kind: 'skipped', reason: message };
  return { kind: 'failed', reason: { code: 'ExecutionsDisabled', message } };
}
