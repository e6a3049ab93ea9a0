import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

export interface PrivateFolderPlace {
  /** Folders that other users may share, best first; what is undefined or not absolute is skipped. */
  readonly bases: readonly (string | undefined)[];
  /** A folder of this user that exists: the last resort, and where the name of a random folder is recorded. */
  readonly home: string;
  /** Longest path of the answer, in bytes: paths of sockets are limited to about 100. */
  readonly longest: number;
}

/** The folders that a process of this user has for sockets, best first. */
export function socketBases(environment: NodeJS.ProcessEnv): readonly (string | undefined)[] {
  return [environment['XDG_RUNTIME_DIR'], tmpdir(), '/tmp'];
}

/**
 * Returns a folder that only this user can enter, and makes it where it is missing. Its usual name is `outrunner-UID` in one
 * of the bases. Another user may have taken that name in a folder that all users share, so there are two more: `run` in
 * `home`, and a random name in one of the bases, which `home` records for the next start. Throws where none can be had.
 */
export function privateFolder({ bases, home, longest }: PrivateFolderPlace): string {
  const uid = userInfo().uid;
  const record = join(home, 'socket-folder');
  const shared = bases.filter((base) => base?.startsWith('/') === true) as readonly string[];
  const named = [
    ...shared.map((base) => join(base, `outrunner-${uid}`)),
    recorded(record),
    join(home, 'run'),
  ];
  const fits = (path: string) => Buffer.byteLength(path) <= longest;
  const found = named.find((path) => path !== undefined && fits(path) && isPrivate(path, uid));
  if (found !== undefined) return found;
  for (const base of shared) {
    const prefix = join(base, `outrunner-${uid}-`);
    if (!fits(`${prefix}XXXXXX`)) continue;
    const made = madeIn(prefix);
    if (made === undefined) continue;
    writeFileSync(record, made, { mode: 0o600 });
    return made;
  }
  throw new Error(
    'no folder for a socket is writable, private and of a short path: set XDG_RUNTIME_DIR to one',
  );
}

/** Makes the folder where it is missing. A link is no folder: its target may belong to anybody. */
function isPrivate(path: string, uid: number): boolean {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
  }
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === uid && (found.mode & 0o077) === 0;
}

function madeIn(prefix: string): string | undefined {
  try {
    const made = mkdtempSync(prefix);
    chmodSync(made, 0o700);
    return made;
  } catch {
    return undefined;
  }
}

function recorded(record: string): string | undefined {
  try {
    return readFileSync(record, 'utf8');
  } catch {
    return undefined;
  }
}
