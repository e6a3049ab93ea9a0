/** What the runner protocol's server needs of the rest of the coordinator. */
import type { IncomingMessage } from 'node:http';
import type { CoordinatorId, ReplicaId } from '../../protocol/ids.ts';

/** Who this coordinator is, on every answer. */
export interface CoordinatorIdentity {
  readonly coordinatorId: CoordinatorId;
  /** Raised when the coordinator finds itself restored from a backup. */
  generation(): number;
  /** Highest durable sequence of the journal. */
  sequence(): number;
  /**
   * A replica has seen more than this coordinator knows: it was restored from a backup. Resolves once a new generation
   * has begun, above what was seen, and all that was open has ended. Idempotent.
   */
  restored(seen: { readonly generation: number; readonly sequence: number }): Promise<void>;
}

export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Writes an audit line: what was done, from which address, to what, and a sentence more. */
export type Audit = (what: string, from: string, line: { subject: string; detail: string }) => void;

/** Notes that a request showed a valid credential of a replica. */
export type OnProven = (request: IncomingMessage, replicaId: ReplicaId) => void;

/** The client's address, as far as it can be believed behind a declared proxy. */
export type AddressOf = (request: IncomingMessage) => string;
