import type { SshConnection } from '../../ssh/connection/connection.ts';
import { SshFailure } from '../../ssh/ssh-failure.ts';
import type { RemoteRun } from './remote-run.ts';

/**
 * Calls `use` with a pooled connection to the step's node. A pooled connection may turn out to be dead when it is used.
 * In that case, `use` is called once more with another connection, if `mayAgain` returns true.
 */
export async function useKeptConnection<T>(
  { pool, target }: Pick<RemoteRun, 'pool' | 'target'>,
  use: (connection: SshConnection) => Promise<T>,
  mayAgain: () => boolean,
  signal?: AbortSignal,
): Promise<T> {
  const server = await target();
  let reached = false;
  const act = () =>
    pool.use(
      server,
      (connection) => {
        reached = true;
        return use(connection);
      },
      signal,
    );
  try {
    return await act();
  } catch (error) {
    const isGone = error instanceof SshFailure && error.reason === 'ConnectionFailure' && reached;
    if (!isGone || !mayAgain()) throw error;
    return act();
  }
}
