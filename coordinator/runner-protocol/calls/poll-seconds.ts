import type { Settings } from '../../../protocol/entities/settings.ts';

/** However little silence is allowed, nobody polls without a pause. */
const SHORTEST = 0.2;

/** How long a poll is held open: as set, and short enough that a replica that only waits is never taken for silent. */
export function pollSeconds({ runner, operation }: Settings): number {
  const { unknownSeconds, downSeconds, ephemeralRemovalSeconds } = runner;
  const silence = Math.min(
    ...[unknownSeconds, downSeconds, ephemeralRemovalSeconds, operation.lostReplicaSeconds],
  );
  return Math.max(SHORTEST, Math.min(runner.pollSeconds, silence * 0.85));
}
