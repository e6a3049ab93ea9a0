import { DAMAGED_FOLDER } from '../../../support/files/set-aside.ts';
import type { Audit } from '../../audit/audit.ts';
import type { Damages } from '../../store/files/damages.ts';

/** Writes an audit record for each damaged file of the data dir, except those that were already set aside. */
export function auditDamages(damages: Pick<Damages, 'follow'>, audit: Audit): void {
  damages.follow(({ path, problem, movedTo }) => {
    if (path.startsWith(DAMAGED_FOLDER)) return;
    const detail = movedTo === undefined ? problem : `${problem}; it was moved to ${movedTo}`;
    audit({ who: 'coordinator', what: 'storage.damaged', subject: path, from: 'the data dir', detail });
  });
}
