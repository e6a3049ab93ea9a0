import type { Health } from '../../../protocol/entities/replica.ts';
import type { Presence } from './presence.ts';

/** Serializes the state of a replica that listeners see, so that they are notified only if this state changes. */
export function visibleState(presence: Presence, health: Health, isPaused: boolean): string {
  const { running, maxRunning, host, draining, drainAsked, copiedAt = '', unable, pinned } = presence;
  const intake = `${draining || drainAsked} ${isPaused} ${copiedAt} ${unable?.message ?? ''} ${pinned !== undefined}`;
  return `${health} ${running}/${maxRunning} ${intake} ${host.programVersion}`;
}
