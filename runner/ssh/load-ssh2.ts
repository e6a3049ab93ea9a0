import { collectForSpeed } from '../../support/process/small-heap.ts';

/** Loads the SSH library on first use, so that a replica without SSH nodes does not need its memory. */
export async function loadSsh2(): Promise<typeof import('ssh2')> {
  collectForSpeed();
  return (await import('ssh2')).default;
}
