import type { Client } from '../../protocol/client/client.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { CoordinatorConnection } from './connection.ts';
import { chosenTarget, isSameCoordinator } from './connection-state.ts';

/**
 * Returns a function that returns the client of the coordinator that the window has now; undefined while it is not
 * connected. The function throws `coordinator-switched` once the window has another coordinator, because ids of
 * executions and webhooks name other objects there.
 */
export function pinClient(
  connection: Pick<CoordinatorConnection, 'state' | 'client'>,
): () => Client | undefined {
  const pinned = chosenTarget(connection.state);
  return () => {
    const now = chosenTarget(connection.state);
    if (pinned !== undefined && now !== undefined && !isSameCoordinator(pinned, now))
      throw new OutrunnerError('coordinator-switched');
    return connection.client;
  };
}
