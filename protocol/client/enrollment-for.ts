import type { ReplicaType } from '../entities/runner.ts';
import type { RunnerId } from '../ids.ts';
import type { Client } from './client.ts';

/** Default limit of the live replicas of a new ephemeral runner. */
export const EPHEMERAL_REPLICAS = 10;

export interface EnrollmentSecret {
  readonly token: string;
  /** A warning to show to the person who will use the secret. */
  readonly warning?: string | undefined;
}

/**
 * Returns a secret that enrolls replicas of a runner: a new enrollment key for an ephemeral runner, otherwise the
 * runner's one-time token.
 */
export async function enrollmentFor(
  client: Pick<Client, 'createEnrollmentKey'>,
  runner: { readonly runnerId: RunnerId; readonly token: string; readonly replicaType: ReplicaType },
  maxReplicas = EPHEMERAL_REPLICAS,
): Promise<EnrollmentSecret> {
  if (runner.replicaType !== 'ephemeral') return { token: runner.token };
  return client.createEnrollmentKey({
    params: { runner: runner.runnerId },
    body: { maxReplicas },
  });
}
