import type { SshConnection } from '../../ssh/connection/connection.ts';
import { SshFailure } from '../../ssh/ssh-failure.ts';
import type { RemoteRun } from './remote-run.ts';

/**
 * Uses a connection to the step's node. A kept connection may be dead, which only its use reveals: `use` is then
 * called once more with another connection, if `mayAgain` returns true.
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
