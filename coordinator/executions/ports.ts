/**
 * The seam between executions (which drive the engine) and dispatch (which knows replicas).
 *
 * Executions command a {@link Dispatcher}; dispatch and the runner protocol ask {@link Operations}. Each side is told
 * facts and answers from durable state only.
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
  /** Which replicas may be offered the operation. */
  readonly target: OperationTarget;
  readonly pty: boolean;
  readonly secure: boolean;
  /** The replica that ran the step before on its node: preferred while it is Healthy and does not drain. */
  readonly preferred?: ReplicaId;
  /** The replica of each runner that the execution used, the latest first: preferred to others of that runner. */
  readonly affinity?: readonly ReplicaId[];
  /** Replicas that gave the step back as not started: one entry for each time. They are avoided for a while. */
  readonly returnedBy?: readonly ReplicaId[];
  /** Higher goes first. */
  readonly priority: number;
  /** Epoch ms. */
  readonly queuedAt: number;
}

export interface Dispatcher {
  /** Offers the operation to available replicas until it is claimed. Idempotent by its id. */
  dispatch(operation: QueuedOperation): void;
  /** Offers it no longer, since it was claimed, cancelled or ended. Idempotent. */
  withdraw(operationId: OperationId): void;
  /** Tells the replica that holds the grant to end the process tree. Said again at each sync until it ends. */
  cancel(operationId: OperationId, replicaId: ReplicaId, graceSeconds: number): void;
  /** Why the operation waits, as a person would say it. */
  whyWaiting(operationId: OperationId): string;
  /** What a person should know of a replica that holds a started step and is silent; undefined: it is heard of. */
  whySilent(replicaId: ReplicaId): string | undefined;
  /** Operations that wait for a replica to claim them. */
  readonly waiting: number;
}

/** Who claims: one instance of one replica. */
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
      /** In the clear, to be encrypted to the claimant by the caller; empty when the step has none. */
      readonly secureValues: Readonly<Record<string, string>>;
      /** Absent: the step is executed on the runner's own host. */
      readonly node?: GrantedNode;
      /** In the clear as well. */
      readonly nodeSecrets?: NodeSecrets;
      readonly filters: LogFilter[];
      readonly files: OperationFile[];
      /** What may be fetched from although it is loopback, link-local or metadata. */
      readonly fetchAllowed: string[];
    }
  | { readonly verdict: 'taken' }
  | { readonly verdict: 'withdrawn' };

/** What is durably known of an operation, seen from one claimant. */
export type Holding =
  /** Granted to this claimant's replica and not ended. */
  | { readonly kind: 'granted' }
  /** As granted, and a cancel is under way. */
  | { readonly kind: 'cancelling'; readonly graceSeconds: number }
  /** Its end is durable. */
  | { readonly kind: 'ended' }
  /** Known, not ended, and not granted to this claimant's replica. */
  | { readonly kind: 'not-granted' }
  /** This coordinator never heard of it. */
  | { readonly kind: 'unknown' };

/** The end of an operation as its replica reported it. */
export type ReportedEnd = Omit<OperationResult, 'operationId' | 'digest' | 'waited'>;

export interface Operations {
  /** Resolves once a new grant is durable; the same claimant asking again gets the same answer. */
  claim(operationId: OperationId, claimant: Claimant): Promise<Claim>;
  /** Resolves once the end is durable, or says that another end came first. The caller made the output durable before. */
  end(operationId: OperationId, claimant: Claimant, report: ReportedEnd): Promise<'accepted' | 'late'>;
  holding(operationId: OperationId, claimant: Claimant): Holding;
  /**
   * A replica opened a session. What it was granted and does not hold ends as `keeper-lost`. Of what it was granted under
   * another instance only the ended counts as held: the new keeper found it in the old one's spool, and tells the rest.
   * What the same instance was granted and does not hold never started there, and it may claim that again: resolves with
   * such operations, and does not end them.
   */
  synced(claimant: Claimant, held: readonly Held[]): Promise<readonly OperationId[]>;
  /** A replica stayed away longer than allowed, or was deleted: what it holds ends as `unknown` with this problem. */
  lost(replicaId: ReplicaId, problem: string): Promise<void>;
  /** Operations granted to the replica and not ended. */
  running(replicaId: ReplicaId): readonly OperationId[];
}
