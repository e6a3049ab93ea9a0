import type { Model } from './model.ts';

/**
 * The model with the time since when each replica is up. A coordinator tells for how long it is, at the moment of telling;
 * a runner that stands in the model before was not told anew. `now`: epoch ms.
 */
export function withUpSince(model: Model, before: Model, now: number): Model {
  if (model.runners === before.runners) return model;
  const known = new Set(before.runners);
  const times = model.runners.flatMap((runner) =>
    runner.replicas.flatMap(({ id, uptime }) => {
      const toldNow = uptime === null ? undefined : now - uptime;
      const since = known.has(runner) ? before.upSince[id] : toldNow;
      return since === undefined ? [] : [[id, since] as const];
    }),
  );
  return { ...model, upSince: Object.fromEntries(times) };
}
