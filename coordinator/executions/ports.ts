/**
 * The interfaces between executions, which drive the engine, and dispatch, which manages replicas.
 *
 * Executions call a {@link Dispatcher}. Dispatch and the runner protocol call {@link OperationLedger}. Both interfaces
 * pass and return durable state only.
 */

import type { OperationTarget } from '../../job-language/plan/workflow-plan.ts';
import type {
  ExecutionId,
  InstanceId,
  OperationId,
  ProjectName,
  ReplicaId,
  RunnerId,
} from '../../protocol/ids.ts';
import type { GrantedNode, NodeSecrets, OperationFile } from '../../protocol/runner/claims.ts';
import type { LogFilter } from '../../protocol/runner/log-filter.ts';
import type { OperationTemplate } from '../../protocol/runner/operation-template.ts';
import type { OperationValues } from '../../protocol/runner/operation-values.ts';
import type { OperationResult } from '../../protocol/runner/results.ts';
import type { HeldOperation } from '../../protocol/runner/sync.ts';

export interface QueuedOperation {
  readonly operationId: OperationId;
  readonly executionId: ExecutionId;
  readonly project: ProjectName;
  /** Determines which replicas may be offered the operation. */
  readonly target: OperationTarget;
  readonly pty: boolean;
  readonly secure: boolean;
  /** The replica to prefer while it is Healthy and not draining. */
  readonly preferred?: ReplicaId;
  /**
   * The latest replica of each runner that the execution used, most recent first. Each is preferred to other replicas
   * of its runner.
   */
  readonly affinity?: readonly ReplicaId[];
  /**
   * Replicas that gave the step back as not started, one entry for each return. The dispatcher avoids these replicas
   * for a while.
   */
  readonly returnedBy?: readonly ReplicaId[];
  /** Operations with a higher priority are offered first. */
  readonly priority: number;
  /** Epoch ms. */
  readonly queuedAt: number;
}

export interface Dispatcher {
  /** Offers the operation to available replicas until one claims the operation. Idempotent per operation id. */
  dispatch(operation: QueuedOperation): void;
  /** Withdraws an operation that was claimed, cancelled or ended. Idempotent. */
  withdraw(operationId: OperationId): void;
  /**
   * Asks the replica that holds the grant to end the process tree. Repeats this at each sync until the operation ends.
   */
  cancel(operationId: OperationId, replicaId: ReplicaId, graceSeconds: number): void;
  /** Returns why the operation waits, as a sentence without its full stop. */
  whyWaiting(operationId: OperationId): string;
  /** Returns a description of an unresponsive replica that holds a started step; undefined if the replica responds. */
  whySilent(replicaId: ReplicaId): string | undefined;
  /** Number of operations that no replica has claimed. */
  readonly waiting: number;
}

/** The instance of a replica that claims an operation. */
export interface Claimant {
  readonly replicaId: ReplicaId;
  readonly instanceId: InstanceId;
  readonly runnerId: RunnerId;
  readonly runnerName: string;
}

/** An operation that the replica's keeper holds. */
export type Held = Pick<HeldOperation, 'operationId' | 'state'>;

export type Claim =
  | {
      readonly verdict: 'granted';
      readonly executionId: ExecutionId;
      readonly template: OperationTemplate;
      readonly values: OperationValues;
      /** In plain text; the caller encrypts the values to the claimant. Empty if the step has no secure values. */
      readonly secureValues: Readonly<Record<string, string>>;
      /** Absent: the step is executed on the runner's own host. */
      readonly node?: GrantedNode;
      /** Secrets of the node in plain text; the caller encrypts them to the claimant. */
      readonly nodeSecrets?: NodeSecrets;
      readonly filters: LogFilter[];
      readonly files: OperationFile[];
      /** Addresses that the step may fetch from although they are loopback, link-local or metadata addresses. */
      readonly fetchAllowed: string[];
    }
  | { readonly verdict: 'taken' }
  | { readonly verdict: 'withdrawn' };

/** The durable state of an operation from the point of view of a claimant. */
export type Holding =
  /** Granted to this claimant's replica and not ended. */
  | { readonly kind: 'granted' }
  /** Granted to this claimant's replica and being cancelled. */
  | { readonly kind: 'cancelling'; readonly graceSeconds: number }
  /** The end of the operation is durable. */
  | { readonly kind: 'ended' }
  /** The operation exists, has not ended, and is not granted to this claimant's replica. */
  | { readonly kind: 'not-granted' }
  /** This coordinator does not know the operation. */
  | { readonly kind: 'unknown' };

/** The end of an operation as its replica reported it. */
export type ReportedEnd = Omit<OperationResult, 'operationId' | 'digest'>;

/** The durable record of the grants and ends of operations. */
export interface OperationLedger {
  /** Resolves once a new grant is durable. A claimant that asks again receives the same answer. */
  claim(operationId: OperationId, claimant: Claimant): Promise<Claim>;
  /**
   * Resolves once the end is durable, or with `late` if another end came first. The caller must have made the output
   * durable.
   */
  end(operationId: OperationId, claimant: Claimant, report: ReportedEnd): Promise<'accepted' | 'late'>;
  holding(operationId: OperationId, claimant: Claimant): Holding;
  /**
   * Handles a replica that opened a session. Operations that were granted to an earlier instance end as `keeper-lost`.
   * Exception: if the spool of the old keeper contains the end of an operation, the new keeper reports that end.
   * Operations that were granted to the same instance but that the instance does not hold never started. These
   * operations remain open. Resolves with their ids, so that the replica can claim them again.
   */
  synced(claimant: Claimant, held: readonly Held[]): Promise<readonly OperationId[]>;
  /**
   * Ends the operations of a replica that was unresponsive for too long, or was deleted, as `unknown` with `problem`.
   */
  lost(replicaId: ReplicaId, problem: string): Promise<void>;
  /** Returns the operations that are granted to the replica and have not ended. */
  running(replicaId: ReplicaId): readonly OperationId[];
}
