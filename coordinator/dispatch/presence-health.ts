import type { Health } from '../../protocol/entities/replica.ts';
import type { Settings } from '../../protocol/entities/settings.ts';
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

export function healthOfPresence(presence: Presence, silence: Silence, settings: Settings): Health {
  if (presence.saidGoodbye) return 'Down';
  const seconds = silence.since(presence.lastSign) / 1000;
  if (seconds >= settings.runner.downSeconds) return 'Down';
  if (seconds >= settings.runner.unknownSeconds) return 'Unknown';
  if (!presence.polled) return 'New';
  return presence.running >= presence.maxRunning ? 'Busy' : 'Healthy';
}

export function healthOfRunner(replicas: readonly Health[], ephemeral: boolean): Health {
  void ephemeral;
  return replicas[0] ?? 'New';
}
