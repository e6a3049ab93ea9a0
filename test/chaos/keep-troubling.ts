import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from './random.ts';
import type { Scene } from './scene.ts';
import { killCoordinator, type Trouble } from './trouble.ts';

/** Causes up to three concurrent faults and kills the coordinator repeatedly, until the round ends. */
export async function keepTroubling(
  scene: Scene,
  random: Random,
  troubles: readonly Trouble[],
  over: AbortSignal,
  say: (what: string) => void,
): Promise<void> {
  await Promise.all([
    makeTrouble(scene, random.fork(), troubles, over, say),
    makeTrouble(scene, random.fork(), troubles, over, say),
    makeTrouble(scene, random.fork(), troubles, over, say),
    killAgainAndAgain(scene, random.fork(), over, say),
  ]);
}

async function makeTrouble(
  scene: Scene,
  random: Random,
  troubles: readonly Trouble[],
  over: AbortSignal,
  say: (what: string) => void,
): Promise<void> {
  while (!over.aborted) {
    await pause(random.between(200, 2500));
    await random.pick(troubles)({ scene, random, say });
  }
}

async function killAgainAndAgain(
  scene: Scene,
  random: Random,
  over: AbortSignal,
  say: (what: string) => void,
): Promise<void> {
  while (!over.aborted) {
    await pause(random.between(2000, 12_000));
    await killCoordinator({ scene, random, say });
  }
}
