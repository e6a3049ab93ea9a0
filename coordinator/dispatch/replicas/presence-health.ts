import { replicaHealth } from '../../../job-language/runner-choice/health.ts';
import type { Health } from '../../../protocol/entities/replica.ts';
import type { Settings } from '../../../protocol/entities/settings.ts';
import type { Presence } from './presence.ts';
import type { Silence } from './silence.ts';

/** After an answer the next poll is due at once; a replica that has not come back within this, in ms, does not poll. */
const BETWEEN_POLLS = 5000;

/** Whether a replica waits for work, or is about to. */
export function polls(presence: Presence, now: number): boolean {
  const { session, pollAnswered, saidGoodbye } = presence;
  if (session === undefined || saidGoodbye) return false;
  return session.polling || (pollAnswered !== undefined && now - pollAnswered < BETWEEN_POLLS);
}

/** How long its process has run, ms; undefined where it is not up, did not say, or is silent. */
export function uptimeOf(
  { session, instanceStarted }: Presence,
  health: Health,
  now: number,
): number | undefined {
  const isUp = session !== undefined && health !== 'Unknown' && health !== 'Down';
  return isUp && instanceStarted !== undefined ? Math.round(now - instanceStarted) : undefined;
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
  // Nobody knows what became of it while the coordinator was away, until it is heard of.
  const isUnheard = polled && lastSign === undefined;
  return isUnheard && health !== 'Down' ? 'Unknown' : health;
}

function isJustSynced({ session, sessionOpened }: Presence, now: number): boolean {
  return session !== undefined && now - sessionOpened < BETWEEN_POLLS;
}
