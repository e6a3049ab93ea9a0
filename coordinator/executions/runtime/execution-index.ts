import type { LogLimit } from '../../../job-language/format/log-limit.ts';
import {
  type ExecutionId,
  executionOf,
  type JobId,
  type OperationId,
  type ReplicaId,
} from '../../../protocol/ids.ts';
import { nodeName } from '../../engine/state/describe.ts';
import { findAttempt, openOperation, openOperations } from '../../engine/state/open-operation.ts';
import { attemptId, type ExecutionState, sequenceOf } from '../../engine/state/state.ts';
import type { Applied, LiveExecution } from './live-execution.ts';

/** Index of the open executions by id, job and the replicas that run their operations. */
export class ExecutionIndex {
  readonly #open = new Map<ExecutionId, LiveExecution>();
  readonly #byJob = new Map<JobId, Set<ExecutionId>>();
  readonly #byReplica = new Map<ReplicaId, Set<OperationId>>();

  get(id: ExecutionId): LiveExecution | undefined {
    return this.#open.get(id);
  }

  /** Returns all open executions in the order in which they were added. */
  all(): readonly LiveExecution[] {
    return [...this.#open.values()];
  }

  /** Returns the open executions of the job, without planned ones that have not started. */
  ofJob(job: JobId): readonly ExecutionId[] {
    return [...(this.#byJob.get(job) ?? [])].filter((id) => this.#open.get(id)?.state.planned === undefined);
  }

  /** Returns the operations that are granted to the replica and have not ended. */
  running(replica: ReplicaId): readonly OperationId[] {
    return [...(this.#byReplica.get(replica) ?? [])];
  }

  /** Returns the number of operations in {@link running}. */
  runningCount(replica: ReplicaId): number {
    return this.#byReplica.get(replica)?.size ?? 0;
  }

  /** Returns the output limit of an open execution; undefined if there is no limit or the execution has ended. */
  logLimit(execution: ExecutionId): LogLimit | undefined {
    return this.#open.get(execution)?.state.request.logLimit;
  }

  /**
   * Returns the name of the node of an open execution's operation. The name of a runner's host is empty until a runner
   * claims a step there.
   */
  nodeOf(operation: OperationId): string {
    const state = this.#open.get(executionOf(operation))?.state;
    const found = state && findAttempt(state, sequenceOf(operation));
    return state && found ? nodeName(state, found.place) : '';
  }

  /** Returns the replicas that run operations. */
  replicas(): readonly ReplicaId[] {
    return [...this.#byReplica.keys()];
  }

  add(execution: LiveExecution): void {
    this.#open.set(execution.id, execution);
    const { job } = execution.state.request;
    if (job !== undefined) put(this.#byJob, job.id, execution.id);
    for (const { attempt } of openOperations(execution.state)) {
      if (attempt.grantee !== undefined) {
        put(this.#byReplica, attempt.grantee.replicaId, attemptId(execution.state, attempt));
      }
    }
  }

  /** Updates the index after a change. The cost depends on the number of operations that the change concerns. */
  update({ execution, before, events }: Applied): void {
    const named = events.flatMap((event) => ('operationId' in event ? event.operationId : []));
    for (const operation of named) {
      this.#drop(before, operation);
      this.#keep(execution.state, operation);
    }
    if (execution.state.ended === undefined) return;
    for (const { attempt } of openOperations(before)) {
      const operation = attemptId(before, attempt);
      this.#drop(before, operation);
      this.#drop(execution.state, operation);
    }
    this.#open.delete(execution.id);
    const { job } = execution.state.request;
    if (job !== undefined) take(this.#byJob, job.id, execution.id);
  }

  #keep(state: ExecutionState, operation: OperationId): void {
    const grantee = openOperation(state, sequenceOf(operation))?.attempt.grantee;
    if (grantee !== undefined) put(this.#byReplica, grantee.replicaId, operation);
  }

  #drop(state: ExecutionState, operation: OperationId): void {
    const grantee = openOperation(state, sequenceOf(operation))?.attempt.grantee;
    if (grantee !== undefined) take(this.#byReplica, grantee.replicaId, operation);
  }
}

function put<Key, Value>(map: Map<Key, Set<Value>>, key: Key, value: Value): void {
  map.set(key, (map.get(key) ?? new Set()).add(value));
}

function take<Key, Value>(map: Map<Key, Set<Value>>, key: Key, value: Value): void {
  const set = map.get(key);
  set?.delete(value);
  if (set?.size === 0) map.delete(key);
}
