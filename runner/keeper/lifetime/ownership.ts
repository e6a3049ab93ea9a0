import { rmSync } from 'node:fs';
import { type SetAside, setAside } from '../../../support/files/set-aside.ts';
import { keeperLayout } from '../../data-dir/keeper-layout.ts';
import { type OwnerRecord, readOwner, writeOwner } from '../../link/owner-record.ts';
import { identifyProcess, isAlive } from '../processes/process-identity.ts';

/** Takes ownership of the data dir. Returns false if the current owner is alive. Sets a damaged record aside. */
export function takeOwnership(
  dataDir: string,
  socketPath: string,
  onSetAside: (damage: SetAside) => void,
): boolean {
  const keeperFolder = keeperLayout(dataDir).keeper;
  const self = identifyProcess(process.pid);
  if (!self) throw new Error('This process cannot be identified.');
  for (;;) {
    const { number, owner, damage } = readOwner(keeperFolder);
    if (owner && isAlive(owner)) return false;
    const record: OwnerRecord = { ...self, socketPath };
    const remove = (path: string) => {
      if (path === damage?.path) onSetAside(setAside(dataDir, path, damage.problem));
      else rmSync(path, { force: true });
    };
    if (writeOwner(keeperFolder, number, record, remove)) return true;
  }
}
