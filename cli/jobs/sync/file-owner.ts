import type { Stats } from 'node:fs';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';

/** Throws an error unless the owner of a file is trusted. */
export type OwnerCheck = (path: string, found: Pick<Stats, 'uid'>) => void;

/** The user of a process. */
export interface ProcessUser {
  /** The effective user id. Undefined on Windows. */
  readonly uid: number | undefined;
  /** The value of `SUDO_UID`: the user who called sudo. */
  readonly sudoUid: string | undefined;
}

/**
 * Returns a check that throws `folder-link-foreign` unless a file belongs to the user of the process or, for root, to the
 * user who called sudo. On Windows, where files have no user id, the check accepts every file.
 */
export function ownerCheck({ uid, sudoUid }: ProcessUser): OwnerCheck {
  const trusted = new Set([uid]);
  if (uid === 0 && /^\d{1,10}$/.test(sudoUid ?? '')) trusted.add(Number(sudoUid));
  return (file, found) => {
    if (uid === undefined || trusted.has(found.uid)) return;
    const owner = found.uid === 0 ? 'root' : `user ${found.uid}`;
    throw new OutrunnerError('folder-link-foreign', { file, owner });
  };
}
