import type { Settings } from '../../../../protocol/entities/settings.ts';

/** Minimum in seconds, so that no replica polls without a pause if the limits of silence are very short. */
const SHORTEST = 0.2;

/** Returns how long a poll is held open: as set, but short enough that a waiting replica never counts as unresponsive. */
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
