import { OutrunnerError } from '../../../../protocol/errors/outrunner-error.ts';
import type { OperationId, SessionId } from '../../../../protocol/ids.ts';
import type { ClaimAnswer, NodeSecrets, SecureValues } from '../../../../protocol/runner/claims.ts';
import type { RunnerDirectory } from '../../../dispatch/ports.ts';
import type { DispatchQueue } from '../../../dispatch/queue/dispatch-queue.ts';
import type { Presence } from '../../../dispatch/replicas/presence.ts';
import type { Registry } from '../../../dispatch/replicas/registry.ts';
import type { Claim, Claimant, OperationLedger } from '../../../executions/ports.ts';
import type { InSession } from '../caller.ts';
import { CallTracker } from './call-tracker.ts';
import { SecretSeals } from './seal-secrets.ts';

export interface ClaimsParts {
  readonly directory: RunnerDirectory;
  readonly registry: Registry;
  readonly queue: DispatchQueue;
  readonly operations: OperationLedger;
}

/** `POST claims`: decides each claim separately, and answers once all grants are durable. */
export class Claims {
  readonly #parts: ClaimsParts;
  readonly #seals = new SecretSeals();
  readonly #calls = new CallTracker();

  constructor(parts: ClaimsParts) {
    this.#parts = parts;
  }

  /** @throws replica-revoked */
  answer(operations: readonly OperationId[], caller: InSession): Promise<ClaimAnswer[]> {
    for (const id of operations) caller.session.confirmGrant(id);
    return this.#answer(operations, caller);
  }

  /**
   * Grants operations that would otherwise be offered to the replica, or that are already granted to it. Returns the
   * grants. @throws replica-revoked
   */
  async grant(operations: readonly OperationId[], caller: InSession): Promise<ClaimAnswer[]> {
    const { session, claimant } = caller;
    // The grant is announced before it is made, so that no cancel can precede the announcement.
    for (const id of operations) session.announceGrant(id, 'quietly');
    try {
      const answers = await this.#answer(operations, caller);
      return answers.filter(({ verdict }) => verdict === 'granted');
    } finally {
      for (const id of operations) {
        const { kind } = this.#parts.operations.holding(id, claimant);
        if (kind !== 'granted' && kind !== 'cancelling') session.confirmGrant(id);
      }
    }
  }

  async #answer(operations: readonly OperationId[], caller: InSession): Promise<ClaimAnswer[]> {
    const asked = [...new Set(operations)].map((id) =>
      this.#calls.track(caller.session.id, this.#claim(id, caller)),
    );
    // If one claim fails, wait until the others have settled.
    await Promise.allSettled(asked);
    const answers = await Promise.all(asked);
    this.#parts.registry.recount(caller.presence);
    return answers;
  }

  /** Resolves once no claim of the session is in progress, so that the outcomes of all claims are visible. */
  settled(sessionId: SessionId): Promise<void> {
    return this.#calls.settled(sessionId);
  }

  async #claim(operationId: OperationId, { claimant, presence }: InSession): Promise<ClaimAnswer> {
    // Operation ids are not secret, so a replica must not get another runner's operation by claiming its id.
    const { queue, operations } = this.#parts;
    if (!queue.isOpenTo(presence, operationId)) return { operationId, verdict: 'withdrawn' };
    // An operation that is not queued is not on offer. Only a replica that already has the grant receives it again.
    if (!queue.isQueued(operationId) && operations.holding(operationId, claimant).kind === 'not-granted')
      return { operationId, verdict: 'taken' };
    const claim = await this.#ask(operationId, claimant, presence);
    if (claim.verdict !== 'granted') return { operationId, verdict: claim.verdict };
    const replica = this.#parts.directory.replica(claimant.replicaId);
    if (replica === undefined) {
      // The replica was revoked in the meantime: its operations were ended as lost before this grant existed.
      await this.#parts.operations.lost(claimant.replicaId, 'the credentials of its replica were revoked');
      throw new OutrunnerError('replica-revoked');
    }
    const { verdict, secureValues, nodeSecrets, ...operation } = claim;
    const secure = secureValuesOf(secureValues, nodeSecrets);
    const secrets =
      secure === undefined ? {} : { secrets: await this.#seals.seal(secure, replica.encryptionKey) };
    return { operationId, verdict, operation: { ...operation, ...secrets } };
  }

  async #ask(operationId: OperationId, claimant: Claimant, presence: Presence): Promise<Claim> {
    const { queue, operations, registry } = this.#parts;
    queue.claiming(presence, operationId);
    let isAnswered = false;
    try {
      const claim = await operations.claim(operationId, claimant);
      isAnswered = true;
      return claim;
    } finally {
      registry.count(presence);
      queue.claimed(presence, operationId, isAnswered);
    }
  }
}

/** Returns the secrets of an operation; undefined if there is nothing to encrypt. */
function secureValuesOf(
  options: Readonly<Record<string, string>>,
  node: NodeSecrets | undefined,
): SecureValues | undefined {
  const isNeeded = [options, node?.keys ?? {}, node?.options ?? {}].some(
    (one) => Object.keys(one).length > 0,
  );
  return isNeeded ? { options: { ...options }, ...(node === undefined ? {} : { node }) } : undefined;
}
