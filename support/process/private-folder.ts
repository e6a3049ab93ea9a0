import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { systemCode } from '../files/system-code.ts';

export interface PrivateFolderPlace {
  /** Folders that other users may share, best first. Undefined and relative paths are skipped. */
  readonly bases: readonly (string | undefined)[];
  /** The usual name of the folder within a base folder. */
  readonly name: string;
  /** A folder that only this user can access. */
  readonly home: string;
  /** The name of a file in `home` that records a folder with a random name for the next start. */
  readonly record: string;
  /** The name of a folder in `home` to use if no base is usable. */
  readonly ownName?: string;
  /** Maximum length of the returned path, in bytes. Absent: unlimited. */
  readonly longest?: number;
}

/**
 * Returns the folder for the sockets of this user's programs. Socket paths are limited to about 100 bytes. Throws if no
 * folder is usable.
 */
export function socketFolder(home: string, longest: number, environment: NodeJS.ProcessEnv): string {
  return privateFolder({
    bases: [environment['XDG_RUNTIME_DIR'], tmpdir(), '/tmp'],
    name: `outrunner-${userInfo().uid}`,
    home,
    record: 'socket-folder',
    ownName: 'run',
    longest,
  });
}

/**
 * Returns a folder that only this user can enter, and creates it if it is missing. If another user has taken its usual
 * name in a shared folder, returns one in `home`, or one with a random name. Throws if no folder can be created.
 */
export function privateFolder(place: PrivateFolderPlace): string {
  const { name, home, ownName, longest = Number.POSITIVE_INFINITY } = place;
  const uid = userInfo().uid;
  const record = join(home, place.record);
  const bases = place.bases.filter((base) => base?.startsWith('/') === true) as readonly string[];
  const own = ownName === undefined ? undefined : join(home, ownName);
  const known = [...bases.map((base) => join(base, name)), recorded(record), own];
  const fits = (path: string) => Buffer.byteLength(path) <= longest;
  const found = known.find((path) => path !== undefined && fits(path) && isPrivate(path, uid));
  if (found !== undefined) return found;
  for (const base of bases) {
    const prefix = join(base, `${name}-`);
    if (!fits(`${prefix}XXXXXX`)) continue;
    const made = madeIn(prefix);
    if (made === undefined) continue;
    writeFileSync(record, made, { mode: 0o600 });
    return made;
  }
  throw new Error(`none of these folders is writable, private and has a short path: ${bases.join(', ')}`);
}

/**
 * Creates the folder if it is missing. Returns whether it is private; false for a link, because its target may belong
 * to anyone.
 */
function isPrivate(path: string, uid: number): boolean {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') return false;
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
