import { replicaHealth } from '../../../job-language/runner-choice/health.ts';
import type { Health } from '../../../protocol/entities/replica.ts';
import type { Settings } from '../../../protocol/entities/settings.ts';
import type { Presence } from './presence.ts';
import type { Silence } from './silence.ts';

/**
 * Maximum gap between polls, ms. A replica polls again as soon as its poll is answered; after a longer gap the replica
 * counts as not polling.
 */
const BETWEEN_POLLS = 5000;

/** Returns whether a replica has an open poll or is about to poll again. */
export function polls(presence: Presence, now: number): boolean {
  const { session, pollAnswered, saidGoodbye } = presence;
  if (session === undefined || saidGoodbye) return false;
  return session.polling || (pollAnswered !== undefined && now - pollAnswered < BETWEEN_POLLS);
}

/** Returns the uptime of a replica's process, ms; undefined if the replica has no session or is unresponsive. */
export function uptimeOf(
  { session, instanceStarted }: Presence,
  health: Health,
  now: number,
): number | undefined {
  const isUp = session !== undefined && health !== 'Unknown' && health !== 'Down';
  return isUp ? Math.round(now - instanceStarted) : undefined;
}

export function healthOfPresence(
  presence: Presence,
  silence: Silence,
  now: number,
  settings: Settings,
): Health {
  const { lastSign, polled, pollRefused, saidGoodbye, running, maxRunning } = presence;
  const { unknownSeconds, downSeconds } = settings.runner;
  const health = replicaHealth(
    {
      everPolled: polled,
      polling: polls(presence, now) || pollRefused || isJustSynced(presence, now),
      lastSeenAgoMs: silence.since(lastSign),
      saidGoodbye,
      unable: presence.unable !== undefined,
      running,
      maxRunning,
    },
    { unknownMs: unknownSeconds * 1000, downMs: downSeconds * 1000 },
  );
  // The replica polled before the coordinator restarted, but not since then, so its health is unknown.
  const isUnheard = polled && lastSign === undefined;
  return isUnheard && health !== 'Down' ? 'Unknown' : health;
}

function isJustSynced({ session, sessionOpened }: Presence, now: number): boolean {
  return session !== undefined && now - sessionOpened < BETWEEN_POLLS;
}
