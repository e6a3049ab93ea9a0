import type { Replica } from '../../../protocol/entities/replica.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ReplicaId, RunnerId } from '../../../protocol/ids.ts';
import { hashToken, newTokenValue } from '../../access/token-value.ts';
import type { RecordAct } from '../../audit/audit.ts';
import type { Clock, SettingsSource } from '../../dispatch/ports.ts';
import type {
  CoordinatorDefinitions,
  CoordinatorDraft,
} from '../../store/definitions/coordinator-definitions.ts';
import type { EnrollmentKey } from '../../store/definitions/records/enrollment.ts';
import type { Enrollments, IssuedEnrollment } from '../ports.ts';

/** Time for which a removed replica retains its credentials, so that it can deliver pending results. */
const KEEP_REMOVED_MILLISECONDS = 7 * 86_400_000;
/** Maximum number of removed replicas that retain their credentials. */
const MOST_REMOVED = 1000;

/**
 * Creates and revokes enrollment tokens: 256 random bits, stored as a hash. A revocation takes effect when its change
 * is durable.
 */
export class IssueEnrollments implements Enrollments {
  readonly #definitions: CoordinatorDefinitions;
  readonly #settings: SettingsSource;
  readonly #clock: Clock;

  constructor(definitions: CoordinatorDefinitions, settings: SettingsSource, clock: Clock) {
    this.#definitions = definitions;
    this.#settings = settings;
    this.#clock = clock;
  }

  create(runnerId: RunnerId, record?: RecordAct): Promise<IssuedEnrollment> {
    return this.#issue(runnerId, this.#settings.current().security.enrollmentSeconds, record);
  }

  createKey(
    runnerId: RunnerId,
    key: EnrollmentKey,
    lifeSeconds: number,
    record?: RecordAct,
  ): Promise<IssuedEnrollment> {
    return this.#issue(runnerId, lifeSeconds, record, key);
  }

  async #issue(
    runnerId: RunnerId,
    lifeSeconds: number,
    record?: RecordAct,
    key?: EnrollmentKey,
  ): Promise<IssuedEnrollment> {
    const token = newTokenValue();
    const createdAt = this.#clock.epoch();
    const expiresAt = createdAt + lifeSeconds * 1000;
    await this.#definitions.change((draft) => {
      if (draft.get('runners', runnerId) === undefined)
        throw new OutrunnerError('not-found', { kind: 'Runner', name: runnerId });
      record?.(draft);
      removeExpired(draft, createdAt);
      draft.put('enrollments', hashToken(token), {
        tokenHash: hashToken(token),
        runnerId,
        createdAt,
        expiresAt,
        ...(key === undefined ? {} : { key }),
      });
    });
    return { token, expiresAt };
  }

  async revokeReplicas(runnerId: RunnerId, record?: RecordAct): Promise<void> {
    await this.#definitions.change((draft) => {
      record?.(draft);
      for (const replica of draft.values('replicas'))
        if (replica.runnerId === runnerId) draft.remove('replicas', replica.id);
      for (const enrollment of draft.values('enrollments'))
        if (enrollment.runnerId === runnerId) draft.remove('enrollments', enrollment.tokenHash);
    });
  }

  async removeReplica(replicaId: ReplicaId, record?: RecordAct): Promise<void> {
    const now = this.#clock.epoch();
    await this.#definitions.change((draft) => {
      const replica = draft.get('replicas', replicaId);
      if (replica === undefined) return;
      record?.(draft);
      draft.put('replicas', replicaId, { ...replica, removedAt: now });
      for (const { id } of forgettable(draft.values('replicas'), now)) draft.remove('replicas', id);
    });
  }

  async revokeReplica(replicaId: ReplicaId, record?: RecordAct): Promise<void> {
    await this.#definitions.change((draft) => {
      record?.(draft);
      draft.remove('replicas', replicaId);
      for (const enrollment of draft.values('enrollments'))
        if (enrollment.used?.replicaId === replicaId) draft.remove('enrollments', enrollment.tokenHash);
    });
  }
}

/**
 * Removes expired tokens that were not used. Used tokens stay, because a replica whose answer was lost repeats its
 * request.
 */
function removeExpired(draft: CoordinatorDraft, now: number): void {
  for (const enrollment of draft.values('enrollments'))
    if (enrollment.expiresAt <= now && enrollment.used === undefined)
      draft.remove('enrollments', enrollment.tokenHash);
}

/**
 * Returns the removed replicas whose credentials may be deleted: those removed too long ago, and the oldest beyond the
 * limit.
 */
function forgettable(replicas: readonly Replica[], now: number): readonly Replica[] {
  const removed = replicas
    .flatMap((replica) => (replica.removedAt === undefined ? [] : { replica, at: replica.removedAt }))
    .toSorted((one, other) => other.at - one.at);
  return removed.flatMap(({ replica, at }, index) =>
    index >= MOST_REMOVED || now - at > KEEP_REMOVED_MILLISECONDS ? replica : [],
  );
}
