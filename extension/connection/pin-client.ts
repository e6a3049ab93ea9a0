import type { Client } from '../../protocol/client/client.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { CoordinatorConnection } from './connection.ts';
import { coordinatorKey } from './connection-state.ts';

/**
 * Returns a function that returns the client of the coordinator that the window has now; undefined while it is not
 * connected. The function throws `coordinator-switched` once the window has another coordinator, because ids of
 * executions and webhooks name other objects there.
 */
export function pinClient(
  connection: Pick<CoordinatorConnection, 'state' | 'client'>,
): () => Client | undefined {
  const pinned = keyOf(connection);
  return () => {
    const now = keyOf(connection);
    if (pinned !== undefined && now !== undefined && now !== pinned)
      throw new OutrunnerError('coordinator-switched');
    return connection.client;
  };
}

function keyOf({ state }: Pick<CoordinatorConnection, 'state'>): string | undefined {
  return state.kind === 'none' ? undefined : coordinatorKey(state.target);
}
