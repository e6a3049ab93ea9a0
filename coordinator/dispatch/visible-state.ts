import type { Health } from '../../protocol/entities/replica.ts';
import type { Presence } from './presence.ts';

/** What listeners of a replica are notified about, as one text to compare: notify again only where it differs. */
export function visibleState(presence: Presence, health: Health, isPaused: boolean): string {
  const { running, maxRunning, host, draining, drainAsked, copiedAt = '', unable, pinned } = presence;
  const intake = `${draining || drainAsked} ${isPaused} ${copiedAt} ${unable?.message ?? ''} ${pinned !== undefined}`;
  return `${health} ${running}/${maxRunning} ${intake} ${host.programVersion}`;
}
