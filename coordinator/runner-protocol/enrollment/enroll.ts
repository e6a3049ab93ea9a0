import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import type { Runner } from '../../../protocol/entities/runner.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { ReplicaId, type RunnerId } from '../../../protocol/ids.ts';
import type { EnrollAnswer, EnrollRequest } from '../../../protocol/runner/enroll.ts';
import type { FailedLogins } from '../../access/failed-logins.ts';
import { hashToken } from '../../access/token-value.ts';
import type { Clock, ReplicaRegistry } from '../../dispatch/ports.ts';
import { addressList, contains, networkOf } from '../../network/addresses.ts';
import type {
  CoordinatorDefinitions,
  CoordinatorDraft,
} from '../../store/definitions/coordinator-definitions.ts';
import type { Enrollment, EnrollmentKey } from '../../store/definitions/records/enrollment.ts';
import type { CoordinatorIdentity, ProtocolLog, RunnerAudit } from '../needs.ts';
import { octetKey } from '../sign-in/public-key.ts';
import { ReportThrottle } from './report-throttle.ts';

const HOUR = 3_600_000;

/**
 * Maximum number of stored replicas of a runner, as a multiple of its key's `maxReplicas`, so that a stolen key cannot
 * fill the definitions.
 */
const MOST_RECORDS = 16;

export interface EnrollParts {
  readonly identity: CoordinatorIdentity;
  readonly definitions: CoordinatorDefinitions;
  /** Returns the enrollment for a token's hash, from memory. */
  readonly enrollment: (tokenHash: string) => Enrollment | undefined;
  readonly failedLogins: FailedLogins;
  /** Provides the health of replicas. A replica that is Down does not count as live. */
  readonly registry: Pick<ReplicaRegistry, 'replica'>;
  readonly clock: Clock;
  readonly log: ProtocolLog;
  readonly audit: RunnerAudit;
}

/**
 * `POST enroll`: creates a replica with the given public keys, if the token or enrollment key permits it. A repeated
 * request with the same key gets the same answer.
 */
export class Enroll {
  readonly #parts: EnrollParts;
  readonly #refusals = new ReportThrottle(HOUR);

  constructor(parts: EnrollParts) {
    this.#parts = parts;
  }

  /**
   * Resolves once the replica is durable.
   * @throws enrollment-refused, enrollment-key-differs, enrollment-out-of-bounds, invalid-input, too-many-failed-logins
   */
  async answer(request: EnrollRequest, address: string): Promise<EnrollAnswer> {
    const { enrollment, failedLogins, definitions, audit, log } = this.#parts;
    const host = request.host.hostname;
    const thumbprint = await thumbprintOf(request);
    const tokenHash = hashToken(request.token);
    // A guessed token costs only a hash, because the definitions change only for existing tokens.
    if (enrollment(tokenHash) === undefined)
      throw (
        failedLogins.failed({ address, kind: 'enrollment token' }) ?? new OutrunnerError('enrollment-refused')
      );
    try {
      return await definitions.change((draft) => {
        const enrolled = this.#enroll(draft, request, tokenHash, { keyThumbprint: thumbprint, address });
        const { answer, isNew } = enrolled;
        const line = { subject: answer.replicaId, detail: `${answer.runnerName} on ${host}` };
        if (isNew) audit('replica.enroll', address, line, draft);
        return answer;
      });
    } catch (error) {
      if (!(error instanceof OutrunnerError)) throw error;
      if (error.code === 'enrollment-out-of-bounds') {
        if (this.#shouldRecord(address, tokenHash))
          audit('replica.enroll.refused', address, { subject: host, detail: error.message });
        throw error;
      }
      const limited = failedLogins.failed({ address, kind: 'enrollment token', credential: tokenHash });
      if (limited !== undefined) throw limited;
      if (error.code === 'enrollment-key-differs') {
        const problem = 'an enrollment token that was used came again with another key';
        log.error({ address, host }, problem);
        audit('replica.enroll.refused', address, { subject: host, detail: problem });
      }
      throw error;
    }
  }

  /**
   * Returns whether to record a refusal. Repeated refusals are not recorded, because a refused replica retries every
   * few seconds. The replica chooses its host name, so the name is not part of the throttle's key.
   */
  #shouldRecord(address: string, tokenHash: string): boolean {
    return this.#refusals.allow(`${networkOf(address)} ${tokenHash}`, this.#parts.clock.epoch());
  }

  #enroll(
    draft: CoordinatorDraft,
    request: EnrollRequest,
    tokenHash: string,
    { keyThumbprint, address }: { readonly keyThumbprint: string; readonly address: string },
  ): { answer: EnrollAnswer; isNew: boolean } {
    const now = this.#parts.clock.epoch();
    const enrollment = draft.get('enrollments', tokenHash);
    const runner = enrollment === undefined ? undefined : draft.get('runners', enrollment.runnerId);
    if (enrollment === undefined || runner === undefined) throw new OutrunnerError('enrollment-refused');
    const answer = {
      coordinatorId: this.#parts.identity.coordinatorId,
      runnerId: runner.id,
      runnerName: runner.name,
      ...(enrollment.key === undefined ? {} : { reusable: true }),
    };
    if (enrollment.used !== undefined) {
      if (enrollment.used.keyThumbprint !== keyThumbprint) throw new OutrunnerError('enrollment-key-differs');
      return { answer: { ...answer, replicaId: enrollment.used.replicaId }, isNew: false };
    }
    const known = enrollment.key === undefined ? undefined : enrolledBy(draft, runner.id, request);
    if (known !== undefined) return { answer: { ...answer, replicaId: known }, isNew: false };
    if (enrollment.expiresAt <= now) throw new OutrunnerError('enrollment-refused');
    if (enrollment.key !== undefined) this.#requireWithin(enrollment.key, runner, draft, address);
    const replicaId = ReplicaId.parse(randomUUID());
    draft.put('replicas', replicaId, {
      id: replicaId,
      runnerId: runner.id,
      signatureKey: request.signatureKey,
      encryptionKey: request.encryptionKey,
      host: request.host,
      enrolledAt: now,
      address,
    });
    if (enrollment.key === undefined)
      draft.put('enrollments', enrollment.tokenHash, { ...enrollment, used: { keyThumbprint, replicaId } });
    return { answer: { ...answer, replicaId }, isNew: true };
  }

  #requireWithin(key: EnrollmentKey, runner: Runner, draft: CoordinatorDraft, address: string): void {
    const refuse = (problem: string) =>
      new OutrunnerError('enrollment-out-of-bounds', { runner: runner.name, problem });
    const { maxReplicas, networks } = key;
    if (networks.length > 0 && !contains(addressList(networks, 'The network'), address))
      throw refuse(`it is limited to ${networks.join(', ')}, but the request comes from ${address}`);
    const own = draft
      .values('replicas')
      .filter((it) => it.runnerId === runner.id && it.removedAt === undefined);
    const live = own.filter(({ id }) => this.#parts.registry.replica(id)?.health !== 'Down').length;
    if (live >= maxReplicas)
      throw refuse(`it is limited to ${maxReplicas} live replicas, and there are already ${live}`);
    if (own.length >= maxReplicas * MOST_RECORDS) {
      const down = own.length - live;
      throw refuse(`the runner has ${down} replicas that are Down: delete those that will not come back`);
    }
  }
}

/**
 * Returns the replica that an earlier request with the same key pair enrolled; the answer to that request was lost. A
 * replica that was removed in the meantime does not count, because it would only be asked to drain.
 */
function enrolledBy(
  draft: CoordinatorDraft,
  runner: RunnerId,
  { signatureKey }: EnrollRequest,
): ReplicaId | undefined {
  return draft
    .values('replicas')
    .find(
      (replica) =>
        replica.runnerId === runner &&
        replica.removedAt === undefined &&
        replica.signatureKey.x === signatureKey.x,
    )?.id;
}

async function thumbprintOf(request: EnrollRequest): Promise<string> {
  const signatureKey = octetKey(request.signatureKey, 'Ed25519');
  if (signatureKey === undefined) throw badKey('signatureKey', 'Ed25519');
  if (octetKey(request.encryptionKey, 'X25519') === undefined) throw badKey('encryptionKey', 'X25519');
  return calculateJwkThumbprint(signatureKey);
}

function badKey(what: string, curve: string): OutrunnerError {
  return new OutrunnerError('invalid-input', {
    what,
    problem: `it is not a public key on the curve ${curve}`,
    remedy: '',
  });
}
