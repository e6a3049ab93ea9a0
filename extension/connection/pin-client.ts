import type { Client } from '../../protocol/client/client.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { CoordinatorConnection } from './connection.ts';
import { chosenTarget, isSameCoordinator } from './connection-state.ts';

/** Throws `coordinator-switched` if the window has another coordinator than when the function was created. */
export type CoordinatorCheck = () => void;

/**
 * Returns a check for the coordinator that the window has now, because an id of an execution or webhook identifies
 * another object on another coordinator. A window without a coordinator may still choose its first one.
 */
export function pinCoordinator(connection: Pick<CoordinatorConnection, 'state'>): CoordinatorCheck {
  const pinned = chosenTarget(connection.state);
  return () => {
    const now = chosenTarget(connection.state);
    if (pinned !== undefined && now !== undefined && !isSameCoordinator(pinned, now))
      throw new OutrunnerError('coordinator-switched');
  };
}

/**
 * Returns a function that returns the client of the coordinator that the window has now; undefined while it is not
 * connected. The function throws `coordinator-switched` once the window has another coordinator.
 */
export function pinClient(
  connection: Pick<CoordinatorConnection, 'state' | 'client'>,
  check: CoordinatorCheck = pinCoordinator(connection),
): () => Client | undefined {
  return () => {
    check();
    return connection.client;
  };
}
