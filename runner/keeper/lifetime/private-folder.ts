import { lstatSync } from 'node:fs';
import { makeFolderSync } from '../../files/make-folder.ts';

/** Makes sure that a folder is there, ours, and closed to everybody else. Throws otherwise. */
export function ensurePrivateFolder(path: string): void {
  makeFolderSync(path);
  const { mode, uid } = lstatSync(path);
  const isFolder = (mode & 0o170000) === 0o040000;
  if (!isFolder || uid !== process.getuid?.() || (mode & 0o077) !== 0) {
    throw new Error(
      `${path} is not a folder of this user alone (mode 0700). Remove it, or name another folder in runner.dirs.tmp.`,
    );
  }
}
