/** The interface of the runner protocol's server to the rest of the coordinator. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ReplicaId, RunnerId } from '../../protocol/ids.ts';
import type { RecordAct } from '../audit/audit.ts';
import type { EnrollmentKey } from '../store/definitions/records/enrollment.ts';
import type { UnprovenPositions } from './position/unproven-positions.ts';
import type { ReportMeasures } from './report-measures.ts';

/** Answers a request under `/runner/v1/`; returns false for any other request. */
export type RunnerProtocolHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface IssuedEnrollment {
  /** The one-time token or the key. Returned only once; only its hash is stored. */
  readonly token: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/**
 * Creates and revokes the credentials of replicas. `record` writes the audit record of a change as part of that change.
 */
export interface Enrollments {
  /** Creates a one-time token that enrolls one replica of the runner. Resolves once the token is durable. */
  create(runnerId: RunnerId, record?: RecordAct): Promise<IssuedEnrollment>;
  /**
   * Creates a key that enrolls replicas of the runner within the limits of the key. Resolves once the key is durable.
   */
  createKey(
    runnerId: RunnerId,
    key: EnrollmentKey,
    lifeSeconds: number,
    record?: RecordAct,
  ): Promise<IssuedEnrollment>;
  /**
   * Revokes all replicas, enrollment tokens and enrollment keys of the runner: sessions and open requests end at once,
   * and the operations of the replicas end as `unknown`. Called before new credentials are created and when a runner is
   * deleted.
   */
  revokeReplicas(runnerId: RunnerId, record?: RecordAct): Promise<void>;
  /**
   * Hides one replica and excludes it from dispatch. Resolves once this is durable. The replica may still deliver its
   * pending results.
   */
  removeReplica(replicaId: ReplicaId, record?: RecordAct): Promise<void>;
  /** Revokes and deletes one replica. */
  revokeReplica(replicaId: ReplicaId, record?: RecordAct): Promise<void>;
}

export interface RunnerProtocol {
  readonly handler: RunnerProtocolHandler;
  readonly enrollments: Enrollments;
  readonly measures: Pick<ReportMeasures, 'timeouts' | 'notStarted' | 'mostLatency' | 'histograms'>;
  readonly unprovenPositions: Pick<UnprovenPositions, 'count'>;
  /** Ends uploads in progress. */
  close(): Promise<void>;
}
