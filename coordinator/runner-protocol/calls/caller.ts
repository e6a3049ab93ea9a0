import type { IncomingMessage } from 'node:http';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { RUNNER_HEADERS } from '../../../protocol/runner/headers.ts';
import type { Presence } from '../../dispatch/replicas/presence.ts';
import type { Registry } from '../../dispatch/replicas/registry.ts';
import type { ReplicaSession } from '../../dispatch/replicas/replica-session.ts';
import type { Claimant } from '../../executions/ports.ts';
import type { OnProven } from '../needs.ts';
import type { AccessTokens } from '../sign-in/access-tokens.ts';

export interface SignedIn {
  readonly claimant: Claimant;
  readonly presence: Presence;
}

export interface InSession extends SignedIn {
  readonly session: ReplicaSession;
}

/** Authenticates callers by the headers of their requests. */
export class Callers {
  readonly #accessTokens: AccessTokens;
  readonly #registry: Registry;
  readonly #onProven: OnProven;

  constructor(accessTokens: AccessTokens, registry: Registry, onProven: OnProven) {
    this.#accessTokens = accessTokens;
    this.#registry = registry;
    this.#onProven = onProven;
  }

  /** Returns the caller of a request with an access token. @throws access-token-invalid, replica-revoked */
  signedIn(request: IncomingMessage): SignedIn {
    const header = request.headers[RUNNER_HEADERS.authorization] ?? '';
    const claimant = header.startsWith('Bearer ') ? this.#accessTokens.find(header.slice(7)) : undefined;
    if (claimant === undefined) throw new OutrunnerError('access-token-invalid');
    const presence = this.#registry.presence(claimant.replicaId);
    if (presence === undefined) throw new OutrunnerError('replica-revoked');
    this.#onProven(request, claimant.replicaId);
    this.#registry.alive(presence);
    return { claimant, presence };
  }

  /**
   * Returns the caller with its open session. @throws access-token-invalid, replica-revoked, session-unknown,
   * session-replaced
   */
  inSession(request: IncomingMessage): InSession {
    const { claimant, presence } = this.signedIn(request);
    const id = request.headers[RUNNER_HEADERS.session];
    const session = typeof id === 'string' ? this.#registry.session(id) : undefined;
    if (session !== undefined && isOf(session, claimant)) return { claimant, presence, session };
    // If the replica has an open session, that session replaced the caller's session. The open session may belong to
    // a process with a copied data dir.
    throw new OutrunnerError(presence.session === undefined ? 'session-unknown' : 'session-replaced');
  }
}

function isOf(session: ReplicaSession, claimant: Claimant): boolean {
  return (
    session.claimant.replicaId === claimant.replicaId && session.claimant.instanceId === claimant.instanceId
  );
}
