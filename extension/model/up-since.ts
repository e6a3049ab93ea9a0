import type { Model } from './model.ts';

/**
 * Sets the start times of replicas in the model. The coordinator sends an uptime, which is relative to the time of the
 * message. Runners that are unchanged since `before` keep their start times. `now` is epoch ms.
 */
export function withUpSince(model: Model, before: Model, now: number): Model {
  if (model.runners === before.runners) return model;
  const known = new Set(before.runners);
  const times = model.runners.flatMap((runner) =>
    runner.replicas.flatMap(({ id, uptime }) => {
      const receivedNow = uptime === null ? undefined : now - uptime;
      const since = known.has(runner) ? before.upSince[id] : receivedNow;
      return since === undefined ? [] : [[id, since] as const];
    }),
  );
  return { ...model, upSince: Object.fromEntries(times) };
}
