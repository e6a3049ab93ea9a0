import { Mutex } from 'async-mutex';
import type { PlanNode } from '../../../job-language/plan/workflow-plan.ts';
import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import { type ExecutionId, executionOf, type OperationId, type ReplicaId } from '../../../protocol/ids.ts';
import type { GrantedNode, NodeSecrets, OperationFile } from '../../../protocol/runner/claims.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { workflowOf } from '../../engine/state/draft.ts';
import { findAttempt, type OpenOperation, openOperation } from '../../engine/state/open-operation.ts';
import { columnIndexOf, planNodeAt, plannedAt, stepIndexOf } from '../../engine/state/places.ts';
import { type ExecutionState, sequenceOf, type Workflow } from '../../engine/state/state.ts';
import { valuesFor } from '../../engine/values/values-for.ts';
import type { InputFiles } from '../../files/ports.ts';
import type { SecureValueCache } from '../../keys/secure-value-cache.ts';
import type { ExecutionsClock, ExecutionsParts } from '../needs.ts';
import type { Claim, Claimant, Held, Holding, OperationLedger, ReportedEnd } from '../ports.ts';
import type { ExecutionRuntime } from '../runtime/execution-runtime.ts';
import type { LiveExecution } from '../runtime/live-execution.ts';
import { grantedNode, nodeSecrets } from './node-grant.ts';
import { GrantRefused, valuesForNode } from './node-trust.ts';

export interface OperationsParts {
  readonly runtime: ExecutionRuntime;
  readonly clock: ExecutionsClock;
  /** Returns whether the operation's execution id was issued in the history of this coordinator. */
  readonly knows: (operation: OperationId) => boolean;
  readonly secrets: Pick<SecureValueCache, 'get'>;
  readonly readKey: ExecutionsParts['readKey'];
  readonly files?: InputFiles | undefined;
  /** Addresses that steps may fetch from although they are loopback, link-local or metadata addresses. */
  readonly fetchAllowed: () => Promise<readonly string[]>;
}

/** Implements `OperationLedger` on the durable states of the executions. */
export class EngineOperations implements OperationLedger {
  readonly #parts: OperationsParts;
  readonly #reading = new Mutex();

  constructor(parts: OperationsParts) {
    this.#parts = parts;
  }

  async claim(operationId: OperationId, claimant: Claimant): Promise<Claim> {
    const execution = this.#parts.runtime.index.get(executionOf(operationId));
    if (execution === undefined) return { verdict: 'withdrawn' };
    if (isQueued(execution.state, operationId)) {
      const { replicaId, instanceId, runnerId, runnerName } = claimant;
      const grantee = { replicaId, instanceId, runnerId, runnerName };
      const time = this.#parts.clock.epoch();
      await execution.submit({ type: 'operation-granted', time, operationId, grantee });
    }
    try {
      return await this.#answer(execution.state, operationId, claimant);
    } catch (error) {
      // A step whose values or secrets cannot be provided cannot start, now or later.
      const end =
        error instanceof GrantRefused
          ? ({ kind: 'failed', reason: error.reason, problem: error.message } as const)
          : ({ kind: 'failed-to-start', problem: problemOf(error) } as const);
      const time = this.#parts.clock.epoch();
      await execution.submit({ type: 'operation-ended', time, operationId, end });
      return { verdict: 'withdrawn' };
    }
  }

  async end(operationId: OperationId, claimant: Claimant, report: ReportedEnd): Promise<'accepted' | 'late'> {
    const execution = await this.#find(executionOf(operationId));
    if (execution === undefined) return 'late';
    const { replicaId, instanceId } = claimant;
    const attempt = findAttempt(execution.state, sequenceOf(operationId))?.attempt;
    if (attempt?.grantee?.replicaId !== replicaId) return 'late';
    if (attempt.reported !== true) {
      const { end, offset: outputBytes, data, startedAt, endedAt } = report;
      const what = { end, outputBytes, data, startedAt, endedAt };
      const time = this.#parts.clock.epoch();
      const by = { replicaId, instanceId };
      await execution.submit({ type: 'operation-ended', time, operationId, by, ...what });
    }
    const after = findAttempt(execution.state, sequenceOf(operationId))?.attempt;
    return after?.reported === true ? 'accepted' : 'late';
  }

  /**
   * Reads ended executions from the journal one at a time: a runner may report operations of any number of executions,
   * and each can be large.
   */
  async #find(id: ExecutionId): Promise<LiveExecution | undefined> {
    const { runtime } = this.#parts;
    return runtime.index.get(id) ?? this.#reading.runExclusive(() => runtime.find(id));
  }

  holding(operationId: OperationId, claimant: Claimant): Holding {
    if (!this.#parts.knows(operationId)) return { kind: 'unknown' };
    const state = this.#parts.runtime.index.get(executionOf(operationId))?.state;
    if (state === undefined) return { kind: 'ended' };
    if (sequenceOf(operationId) > state.sequence) return { kind: 'unknown' };
    const attempt = openOperation(state, sequenceOf(operationId))?.attempt;
    if (attempt === undefined) return { kind: 'ended' };
    if (attempt.grantee?.replicaId !== claimant.replicaId) return { kind: 'not-granted' };
    if (state.stopping === undefined) return { kind: 'granted' };
    return { kind: 'cancelling', graceSeconds: state.request.limits.cancelGraceSeconds };
  }

  async synced(claimant: Claimant, held: readonly Held[]): Promise<readonly OperationId[]> {
    // A grant of the replica's earlier session may not be durable yet.
    await this.#parts.runtime.settled();
    const states = new Map(held.map(({ operationId, state }) => [operationId, state]));
    const claimable: OperationId[] = [];
    await this.#endAll(claimant.replicaId, ({ attempt }, operationId) => {
      const state = states.get(operationId);
      const isNew = attempt.grantee?.instanceId !== claimant.instanceId;
      if (isNew ? state === 'ended' : state !== undefined) return undefined;
      if (isNew)
        return {
          kind: 'keeper-lost',
          problem: 'the replica has a new keeper, which does not have this step',
        };
      claimable.push(operationId);
      return undefined;
    });
    return claimable;
  }

  async lost(replicaId: ReplicaId, problem: string): Promise<void> {
    await this.#endAll(replicaId, () => ({ kind: 'unknown', problem }));
  }

  running(replicaId: ReplicaId): readonly OperationId[] {
    return this.#parts.runtime.index.running(replicaId);
  }

  /** Ends the operations granted to the replica for which `endOf` returns an end. */
  async #endAll(
    replica: ReplicaId,
    endOf: (operation: OpenOperation, id: OperationId) => OperationEnd | undefined,
  ): Promise<void> {
    const { runtime, clock } = this.#parts;
    const ends = runtime.index.running(replica).map(async (operationId) => {
      const execution = runtime.index.get(executionOf(operationId));
      if (execution === undefined) return;
      const operation = openOperation(execution.state, sequenceOf(operationId));
      const end = operation === undefined ? undefined : endOf(operation, operationId);
      if (end === undefined) return;
      await runtime.endOutput(operationId);
      const time = clock.epoch();
      await runtime.submitSurely(execution, { type: 'operation-ended', time, operationId, end });
    });
    await Promise.all(ends);
  }

  async #answer(state: ExecutionState, operationId: OperationId, claimant: Claimant): Promise<Claim> {
    const operation = openOperation(state, sequenceOf(operationId));
    if (operation === undefined) return { verdict: 'withdrawn' };
    const { grantee } = operation.attempt;
    if (grantee === undefined || !isSame(grantee, claimant)) return { verdict: 'taken' };
    const planned = plannedAt(state, operation.place);
    if (planned.kind !== 'operation') return { verdict: 'withdrawn' };
    const { files, fetchAllowed } = this.#parts;
    const { id } = state.request;
    const workflow = workflowOf(state, operation.place.workflow);
    const planNode = planNodeAt(workflow, columnIndexOf(workflow.plan, operation.place.cell));
    const values = valuesForNode(planNode, planned.template, valuesFor(state, operation));
    const isFollowed = hasLaterNodeStep(workflow.plan, stepIndexOf(workflow.plan, operation.place.cell));
    const node = grantedNode(planNode, workflow.plan.dispatch, values, isFollowed);
    const secrets = planned.secure || node !== undefined ? await this.#secretsOf(state, workflow) : {};
    return {
      verdict: 'granted',
      executionId: id,
      template: planned.template,
      values,
      ...(node === undefined
        ? {}
        : { node, nodeSecrets: await this.#nodeSecrets(state, workflow, { node, planNode, secrets }) }),
      secureValues: planned.secure ? only(secrets, values.secureOption) : {},
      filters: [...planned.filters],
      files: filesFor(values.option, files?.ofExecution(id) ?? []),
      fetchAllowed: [...(await fetchAllowed())],
    };
  }

  /** Returns the values of all secure options of the job that contains the step. */
  async #secretsOf(state: ExecutionState, { secretScope, secureOptions }: Workflow): Promise<Secrets> {
    if (secureOptions.length === 0) return {};
    return this.#parts.secrets.get({ execution: state.request.id, scope: secretScope });
  }

  #nodeSecrets(
    state: ExecutionState,
    { job }: Workflow,
    { node, planNode, secrets }: { node: GrantedNode; planNode: PlanNode; secrets: Secrets },
  ): Promise<NodeSecrets> {
    const project = job?.project ?? state.request.project;
    const isTrusted = planNode.kind === 'runner-host' || planNode.untrustedSource === undefined;
    return nodeSecrets(node, { project, options: secrets, isTrusted, readKey: this.#parts.readKey });
  }
}

type Secrets = Readonly<Record<string, string>>;

/** Returns the secrets that `names` lists. */
function only(secrets: Secrets, names: readonly string[]): Secrets {
  return Object.fromEntries(Object.entries(secrets).filter(([name]) => names.includes(name)));
}

/**
 * Returns the files in the values of options of a step's job, each with the name of its option. A job reference may
 * pass a file on under another option name.
 */
function filesFor(
  options: Readonly<Record<string, string>>,
  files: readonly OperationFile[],
): OperationFile[] {
  return Object.entries(options).flatMap(([option, value]) =>
    files.filter(({ id }) => id === value).map((file) => ({ ...file, option })),
  );
}

function hasLaterNodeStep({ steps }: Workflow['plan'], index: number): boolean {
  return steps.findLastIndex(({ perNode }) => perNode) > index;
}

function isQueued(state: ExecutionState, operationId: OperationId): boolean {
  const operation = openOperation(state, sequenceOf(operationId));
  return operation !== undefined && operation.attempt.grantee === undefined;
}

type Instance = Pick<Claimant, 'replicaId' | 'instanceId'>;

function isSame(one: Instance, other: Instance): boolean {
  return one.replicaId === other.replicaId && one.instanceId === other.instanceId;
}
