import { type OwnerRecord, readOwner, writeOwner } from '../../link/owner-record.ts';
import { identifyProcess, isAlive } from '../processes/process-identity.ts';

/** Becomes the owner of the data dir; false while the process that owns it lives. */
export function takeOwnership(keeperFolder: string, socketPath: string): boolean {
  const self = identifyProcess(process.pid);
  if (!self) throw new Error('This process cannot be identified.');
  for (;;) {
    const { number, owner } = readOwner(keeperFolder);
    if (owner && isAlive(owner)) return false;
    const record: OwnerRecord = { ...self, socketPath };
    if (writeOwner(keeperFolder, number, record)) return true;
  }
}
