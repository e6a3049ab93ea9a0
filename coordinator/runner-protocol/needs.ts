/** The dependencies of the runner protocol's server on the rest of the coordinator. */
import type { IncomingMessage } from 'node:http';
import type { CoordinatorId, ReplicaId } from '../../protocol/ids.ts';
import type { Position } from '../../protocol/runner/position.ts';
import type { CoordinatorDraft } from '../store/definitions/coordinator-definitions.ts';

/** The identity of this coordinator, which the headers of every answer contain. */
export interface CoordinatorIdentity {
  readonly coordinatorId: CoordinatorId;
  /**
   * Returns the position of the coordinator's history: the highest durable sequence of the journal, and the generation,
   * which increases when the coordinator detects that it was restored from a backup.
   */
  position(): Position;
  /** Returns whether this coordinator issued the position, possibly before it was restored from a backup. */
  isProven(position: Position): boolean;
  /**
   * Called when a replica presents a proven position beyond the coordinator's history, which means that the coordinator
   * was restored from a backup. Resolves once a new generation has begun and all open executions have ended.
   * Idempotent.
   */
  restored(seen: Position): Promise<void>;
}

export interface ProtocolLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * Writes an audit record: the act, the client's address, the subject and a detail. With `draft`, the record is part of
 * that change.
 */
export type RunnerAudit = (
  what: string,
  from: string,
  line: { subject: string; detail: string },
  draft?: CoordinatorDraft,
) => void;

/** Called for a request with a valid credential of a replica. */
export type OnProven = (request: IncomingMessage, replicaId: ReplicaId) => void;

/** Returns the client's address. Behind a declared proxy, this is the address that the proxy reports. */
export type AddressOf = (request: IncomingMessage) => string;
