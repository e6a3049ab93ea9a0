import type { HostFacts } from '../../../protocol/entities/replica.ts';
import { SyncAnswer, type SyncRequest } from '../../../protocol/runner/sync.ts';
import type { ReplicaState } from '../../credentials/replica-state.ts';
import type { CoordinatorClient } from '../../transport/coordinator-client.ts';
import { persistently } from '../../transport/persistent-call.ts';
import type { Workload } from '../operations/workload.ts';
import type { SignIn } from './sign-in.ts';
import { withAccessToken } from './with-access-token.ts';

export interface OpenSessionOptions {
  readonly client: CoordinatorClient;
  readonly signIn: SignIn;
  readonly workload: Pick<Workload, 'forSync'>;
  readonly host: HostFacts;
  readonly maxRunning: number;
  /** Returns how long the instance has run, in ms. */
  readonly uptime: () => number;
  readonly state: Pick<ReplicaState, 'seen' | 'nextSync'>;
  readonly signal: AbortSignal;
  readonly onFailure: (error: Error, attempt: number) => void;
}

/** Signs in if necessary, then syncs. Retries until the coordinator answers. Rejects if the coordinator refuses. */
export function openSession(options: OpenSessionOptions): Promise<SyncAnswer> {
  const { client, signIn, workload, host, maxRunning, uptime, state, signal, onFailure } = options;
  return persistently(
    () =>
      withAccessToken(signIn, signal, async (accessToken) => {
        const turn = state.nextSync();
        const request: SyncRequest = {
          host,
          maxRunning,
          held: workload.forSync(),
          seen: state.seen,
          turn,
          uptimeMilliseconds: uptime(),
        };
        const answer = await client.call('sync', SyncAnswer, { json: request }, { signal, accessToken });
        return answer.value;
      }),
    { backoff: client.backoff, signal, onFailure },
  );
}
