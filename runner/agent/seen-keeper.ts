import type { ReplicaState } from '../credentials/replica-state.ts';
import type { RunnerLog } from '../logging/log.ts';

const EVERY_MILLISECONDS = 10_000;

/** Writes down now and then what was seen of the coordinator. Returns what writes the last of it and ends. */
export function keepSeen(state: ReplicaState, log: RunnerLog): () => Promise<void> {
  const save = () =>
    state.save().catch((error: unknown) => log.warn({ err: error }, 'the replica’s state was not written'));
  const timer = setInterval(save, EVERY_MILLISECONDS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await save();
  };
}
