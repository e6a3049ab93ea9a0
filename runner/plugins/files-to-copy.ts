import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import type { COPY_FILE } from '../../job-language/plugins/built-in-plugins.ts';
import type { ConfigurationOf } from '../../job-language/plugins/step-plugin.ts';
import { systemCode } from '../../support/files/system-code.ts';
import { filesBelow } from './files-below.ts';
import { StepFailure } from './provider.ts';

export type CopyFileConfiguration = ConfigurationOf<typeof COPY_FILE>;

export interface FileToCopy {
  /** Path on the runner's host. */
  readonly from: string;
  readonly to: string;
}

/**
 * Yields the files that a step copies, in order. `isFolder` resolves to whether the destination is an existing folder.
 *
 * Throws {@link StepFailure} if a source is missing or of the wrong kind.
 */
export async function* filesToCopy(
  { sourcePath, destinationPath, recursive, pattern }: CopyFileConfiguration,
  isFolder: (path: string) => Promise<boolean>,
): AsyncGenerator<FileToCopy> {
  const source = await statSource(sourcePath);
  const isFolderCopy = recursive || pattern !== undefined;
  if (isFolderCopy !== source.isDirectory()) {
    const why = isFolderCopy ? 'is not a folder' : 'is a folder: set "recursive" or a "pattern"';
    throw new StepFailure(`sourcePath ${sourcePath} ${why}.`);
  }
  if (!isFolderCopy) {
    const isInto = destinationPath.endsWith('/') || (await isFolder(destinationPath));
    yield { from: sourcePath, to: isInto ? join(destinationPath, basename(sourcePath)) : destinationPath };
    return;
  }
  for await (const path of filesBelow(sourcePath, { pattern, wholeFolders: recursive }))
    yield { from: join(sourcePath, path), to: join(destinationPath, path) };
}

async function statSource(path: string): Promise<Stats> {
  if (!isAbsolute(path)) throw new StepFailure(`sourcePath "${path}" is not absolute.`);
  try {
    return await stat(path);
  } catch (error) {
    const code = systemCode(error) ?? 'unknown';
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw new StepFailure(`sourcePath ${path} ${why} on the host of the runner.`);
  }
}
