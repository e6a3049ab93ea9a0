/** A file of the workspace. */
export interface WorkspaceFile {
  readonly uri: string;
  /** Relative to the workspace, with `/` between its parts. */
  readonly path: string;
}

/** Files that may be the one that a program printed. */
interface MatchingFiles {
  /** The files whose paths have the longest common end with the printed path. */
  readonly files: readonly WorkspaceFile[];
  /** Whether there is only one file, and either its path or the printed path ends with the other path. */
  readonly isCertain: boolean;
}

/**
 * Returns the files that a printed path may mean. Steps run in other folders and on other machines, so only the ends of
 * the paths are compared.
 */
export function matchingFiles(printed: string, candidates: readonly WorkspaceFile[]): MatchingFiles {
  const wanted = printed.split('/');
  let [most, files]: [number, WorkspaceFile[]] = [1, []];
  for (const file of candidates) {
    const common = commonEnd(wanted, file.path.split('/'));
    if (common > most) [most, files] = [common, []];
    if (common === most) files.push(file);
  }
  const [only] = files;
  const isWhole = most === wanted.length || most === only?.path.split('/').length;
  return { files, isCertain: files.length === 1 && isWhole };
}

function commonEnd(one: readonly string[], other: readonly string[]): number {
  let count = 0;
  while (count < Math.min(one.length, other.length) && one.at(-1 - count) === other.at(-1 - count))
    count += 1;
  return count;
}
