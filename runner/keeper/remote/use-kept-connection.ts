import type { Connection } from '../../ssh/connection/connection.ts';
import { SshFailure } from '../../ssh/ssh-failure.ts';
import type { RemoteRun } from './remote-run.ts';

/**
 * Uses a connection to the node of a step. One that was kept may be gone, which shows only when it is used: then another
 * is made, once, unless `mayAgain` says that it is too late.
 */
export async function useKeptConnection<T>(
  { pool, target }: Pick<RemoteRun, 'pool' | 'target'>,
  use: (connection: Connection) => Promise<T>,
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
