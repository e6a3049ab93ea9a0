import type { ReplicaType } from '../entities/runner.ts';
import type { RunnerId } from '../ids.ts';
import type { Client } from './client.ts';

/** Replicas of a new ephemeral runner that may live at a time, until another key says otherwise. */
export const EPHEMERAL_REPLICAS = 10;

export interface EnrollmentSecret {
  readonly token: string;
  /** What a person has to know before it is used. */
  readonly warning?: string | undefined;
}

/**
 * Returns what enrolls replicas of a runner that was just given a one-time token: that token, or, for an ephemeral runner, a
 * new enrollment key.
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
