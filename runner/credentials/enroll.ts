import type { HostFacts } from '../../protocol/entities/replica.ts';
import { EnrollAnswer } from '../../protocol/runner/enroll.ts';
import type { CoordinatorClient } from '../transport/coordinator-client.ts';
import { LinkDown } from '../transport/link-down.ts';
import { persistently } from '../transport/persistent-call.ts';
import { tokenFingerprint } from './enrollment-token.ts';
import type { Enrolled, Identity } from './identity.ts';
import { publicHalf } from './keys.ts';

export interface EnrollOptions {
  readonly client: CoordinatorClient;
  /** Must be on disk before the call: after a lost answer, the call is repeated with the same key. */
  readonly identity: Identity;
  readonly token: string;
  readonly host: HostFacts;
  readonly signal: AbortSignal;
  readonly onFailure: (error: Error, attempt: number) => void;
}

/** Exchanges the enrollment token for this replica's identity. Rejects with the coordinator's error on a refusal. */
export async function enroll(enrollment: EnrollOptions): Promise<Enrolled> {
  const { client, identity, token, host, signal, onFailure } = enrollment;
  const request = {
    token,
    signatureKey: publicHalf(identity.signatureKey),
    encryptionKey: publicHalf(identity.encryptionKey),
    host,
  };
  const answer = await persistently(
    async () => {
      const { value, coordinator } = await client.call('enroll', EnrollAnswer, { json: request }, { signal });
      if (value.coordinatorId !== coordinator)
        throw new LinkDown('its answer names another coordinator than its header');
      return value;
    },
    { backoff: client.backoff, signal, onFailure },
  );
  return { ...answer, tokenHash: tokenFingerprint(token) };
}
