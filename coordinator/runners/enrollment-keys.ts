import { randomUUID } from 'node:crypto';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { RunnerId } from '../../protocol/ids.ts';
import type {
  CreatedEnrollmentKey,
  CreateEnrollmentKey,
  EnrollmentKeyView,
} from '../../protocol/routes/shapes/replica-shapes.ts';
import type { Caller } from '../access/caller.ts';
import { type Audit, actOf, type RecordAct } from '../audit/audit.ts';
import { addressList } from '../network/addresses.ts';
import type { Enrollments } from '../runner-protocol/ports.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import type { Enrollment } from '../store/definitions/records/enrollment.ts';
import { type Runners, refuseLocal } from './runners.ts';

export interface EnrollmentKeysParts {
  readonly definitions: CoordinatorDefinitions;
  readonly enrollments: Pick<Enrollments, 'createKey'>;
  readonly runners: Pick<Runners, 'find'>;
  readonly audit: Audit;
  /** Epoch ms. */
  readonly now: () => number;
}

/**
 * Lists, creates and deletes enrollment keys: reusable tokens for replicas that are started and removed automatically.
 */
export class EnrollmentKeys {
  readonly #parts: EnrollmentKeysParts;

  constructor(parts: EnrollmentKeysParts) {
    this.#parts = parts;
  }

  /** Lists the keys that have not expired. Throws `not-found`. */
  async list(caller: Caller, id: RunnerId): Promise<EnrollmentKeyView[]> {
    await this.#parts.runners.find(caller, id);
    const now = this.#parts.now();
    return (await this.#parts.definitions.snapshot())
      .values('enrollments')
      .filter(({ runnerId, expiresAt }) => runnerId === id && expiresAt > now)
      .flatMap((enrollment) => keyView(enrollment) ?? []);
  }

  /** Creates a key. Throws `not-found`, `in-use` for the Local Runner, `invalid-input` for an invalid network. */
  async create(caller: Caller, id: RunnerId, asked: CreateEnrollmentKey): Promise<CreatedEnrollmentKey> {
    const { runners, enrollments, audit, now } = this.#parts;
    const runner = await runners.find(caller, id);
    refuseLocal(runner);
    const { maxReplicas, networks, expiresInSeconds } = asked;
    addressList(networks, 'The network');
    const key = { id: randomUUID(), maxReplicas, networks };
    const createdAt = now();
    const bounds = `${maxReplicas} replicas from ${networks.join(' ') || 'anywhere'}`;
    const act = actOf(caller, 'enrollment_key.create', runner, `${key.id}, ${bounds}`);
    const record: RecordAct = (draft) => audit(act, draft);
    const { token, expiresAt } = await enrollments.createKey(id, key, expiresInSeconds, record);
    const created = { ...key, createdAt, expiresAt, token };
    return isUsableAnywhere(networks) ? { ...created, warning: warningOf(maxReplicas) } : created;
  }

  /** Throws `not-found`. */
  async remove(caller: Caller, id: RunnerId, key: string): Promise<void> {
    const runner = await this.#parts.runners.find(caller, id);
    await this.#parts.definitions.change((draft) => {
      const found = draft.values('enrollments').find((it) => it.runnerId === id && it.key?.id === key);
      if (found === undefined) throw new OutrunnerError('not-found', { kind: 'Enrollment key', name: key });
      draft.remove('enrollments', found.tokenHash);
      this.#parts.audit(actOf(caller, 'enrollment_key.delete', runner, key), draft);
    });
  }
}

/** Returns whether the key works from every address: it has no networks, or a network with a prefix of 0 bits. */
function isUsableAnywhere(networks: readonly string[]): boolean {
  return networks.length === 0 || networks.some((network) => /\/0+$/.test(network));
}

function warningOf(maxReplicas: number): string {
  return `This enrollment key can be used from any network. Anyone who has it can enroll up to ${maxReplicas} replicas and receive the work and secrets of this runner. Create a key that names networks, and delete this one.`;
}

function keyView({ key, createdAt, expiresAt }: Enrollment): EnrollmentKeyView | undefined {
  return key === undefined ? undefined : { ...key, createdAt, expiresAt };
}
