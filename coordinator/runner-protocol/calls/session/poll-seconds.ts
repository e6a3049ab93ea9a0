import type { Settings } from '../../../../protocol/entities/settings.ts';

/** Minimum for very short silence settings, so that no replica polls without a pause. */
const SHORTEST = 0.2;

/** Returns how long a poll is held open: as set, but short enough that a waiting replica never counts as unresponsive. */
export function pollSeconds({ runner, operation }: Settings): number {
  const { unknownSeconds, downSeconds, ephemeralRemovalSeconds } = runner;
  const silence = Math.min(
    ...[unknownSeconds, downSeconds, ephemeralRemovalSeconds, operation.lostReplicaSeconds],
  );
  return Math.max(SHORTEST, Math.min(runner.pollSeconds, silence * 0.85));
}
