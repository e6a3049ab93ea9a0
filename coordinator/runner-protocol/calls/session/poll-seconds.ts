import type { Settings } from '../../../../protocol/entities/settings.ts';

/**
 * Minimum time that a poll is held open, in seconds, so that replicas do not poll without a pause if the silence limits
 * are very short.
 */
const SHORTEST = 0.2;

/**
 * Returns how long a poll is held open, in seconds: the configured time, but shorter than the silence limits, so that a
 * waiting replica does not count as unresponsive, and at least {@link SHORTEST}.
 */
export function pollSeconds({ runner, operation }: Settings): number {
  const { unknownSeconds, downSeconds, ephemeralRemovalSeconds } = runner;
  const silence = Math.min(
    unknownSeconds,
    downSeconds,
    ephemeralRemovalSeconds,
    operation.lostReplicaSeconds,
  );
  return Math.max(SHORTEST, Math.min(runner.pollSeconds, silence * 0.85));
}
