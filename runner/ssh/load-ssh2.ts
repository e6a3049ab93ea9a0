import { collectForSpeed } from '../../support/process/small-heap.ts';

/** Loads the SSH library on first use, to save memory in replicas without SSH nodes. */
export async function loadSsh2(): Promise<typeof import('ssh2')> {
  collectForSpeed();
  return (await import('ssh2')).default;
}
