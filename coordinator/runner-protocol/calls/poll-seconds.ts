import type { Settings } from '../../../protocol/entities/settings.ts';

/** How long a poll is held open: as set, and short enough that a replica that only waits is never taken for silent. */
export function pollSeconds({ runner }: Settings): number {
  return Math.min(runner.pollSeconds, runner.unknownSeconds * 0.85);
}
