import { runGit } from './git-program.ts';

/** Maximum number of earlier files that are read, newest commits first. */
const MOST_FILES = 20_000;
/** Maximum number of bytes of a list of objects, and of all earlier files together. */
const LIST_BYTES = 64 * 1024 * 1024;
const TEXT_BYTES = 256 * 1024 * 1024;
/** Maximum size of one earlier file, in bytes. Larger files are skipped. */
const FILE_BYTES = 8 * 1024 * 1024;

/**
 * Returns the distinct contents that the files below a folder had in the checked-out commit and the commits before it.
 * Returns an empty list if the folder is not part of a git repository.
 *
 * @param below path of the folder relative to `folder`
 * @param wanted selects files by their path in the repository
 */
export async function earlierTexts(
  folder: string,
  below: string,
  wanted: (path: string) => boolean,
): Promise<readonly string[]> {
  const args = ['rev-list', '--objects', '--full-history', 'HEAD', '--', below];
  const listed = await runGit({ folder, args, bytes: LIST_BYTES });
  const ids = listed.output
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      const space = line.indexOf(' ');
      return space > 0 && wanted(line.slice(space + 1)) ? [line.slice(0, space)] : [];
    });
  if (ids.length === 0) return [];
  const input = `${ids.slice(0, MOST_FILES).join('\n')}\n`;
  const read = await runGit({ folder, args: ['cat-file', '--batch'], input, bytes: TEXT_BYTES });
  return blobsOf(read.output);
}

/** Returns the id of the checked-out commit; undefined without one. */
export async function checkedOutCommit(folder: string): Promise<string | undefined> {
  const args = ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'];
  const { exit, output } = await runGit({ folder, args, bytes: 1024 });
  return exit === 0 ? output.toString('utf8').trim() : undefined;
}

/** Returns whether the checked-out commit is or descends from another one. */
export async function headContains(folder: string, commit: string): Promise<boolean> {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return false;
  const args = ['merge-base', '--is-ancestor', commit, 'HEAD'];
  return (await runGit({ folder, args, bytes: 1024 })).exit === 0;
}

/** Splits the output of `git cat-file --batch` into the contents of its blobs. */
function blobsOf(output: Buffer): string[] {
  const texts: string[] = [];
  let at = 0;
  while (at < output.length) {
    const end = output.indexOf(10, at);
    if (end === -1) break;
    const [, type, size] = output.toString('latin1', at, end).split(' ');
    at = end + 1;
    // A missing object has no content.
    if (type === undefined || size === undefined) continue;
    const length = Number(size);
    if (at + length > output.length) break;
    if (type === 'blob' && length <= FILE_BYTES) texts.push(output.toString('utf8', at, at + length));
    at += length + 1;
  }
  return texts;
}
