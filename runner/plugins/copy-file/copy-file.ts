import type { Stats } from 'node:fs';
import { copyFile, mkdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { COPY_FILE } from '../../../protocol/plugins/built-in-plugins.ts';
import type { ConfigurationOf } from '../../../protocol/plugins/step-plugin.ts';
import { type PluginRun, StepFailure, type StepProvider } from '../provider.ts';
import { filesBelow } from './files-below.ts';

type Run = PluginRun<ConfigurationOf<typeof COPY_FILE>>;

/** Copies on the host of the runner, which is where a node with the executor `local` is. */
export const COPY_FILE_PROVIDER: StepProvider<typeof COPY_FILE> = {
  plugin: COPY_FILE,
  async run(run) {
    const { sourcePath, destinationPath, recursive, pattern } = run.configuration;
    const source = await statSource(sourcePath);
    const isFolderCopy = recursive || pattern !== undefined;
    if (isFolderCopy !== source.isDirectory()) {
      const why = isFolderCopy ? 'is not a folder' : 'is a folder: set "recursive" or a "pattern"';
      throw new StepFailure(`sourcePath ${sourcePath} ${why}.`);
    }
    if (isFolderCopy) await copyFolder(run);
    else {
      const isInto = destinationPath.endsWith('/') || (await isFolder(destinationPath));
      await copyOne(run, sourcePath, isInto ? join(destinationPath, basename(sourcePath)) : destinationPath);
    }
    return 0;
  },
};

async function statSource(path: string): Promise<Stats> {
  if (!isAbsolute(path)) throw new StepFailure(`sourcePath "${path}" is not absolute.`);
  try {
    return await stat(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw new StepFailure(`sourcePath ${path} ${why} on the host of the runner.`);
  }
}

async function copyFolder(run: Run): Promise<void> {
  const { sourcePath, destinationPath, recursive, pattern, echo } = run.configuration;
  const way = relative(sourcePath, resolve(destinationPath));
  if (recursive && way !== '..' && !way.startsWith('../'))
    throw new StepFailure(`destinationPath ${destinationPath} lies within sourcePath ${sourcePath}.`);
  let copied = 0;
  for await (const path of filesBelow(sourcePath, { pattern, wholeFolders: recursive })) {
    run.signal.throwIfAborted();
    await copyOne(run, join(sourcePath, path), join(destinationPath, path));
    copied += 1;
  }
  if (copied === 0 && echo) await run.output.out('No matching files\n');
}

async function copyOne({ configuration, output }: Run, from: string, to: string): Promise<void> {
  const { size } = await stat(from);
  if (configuration.echo) await output.out(`Begin copy ${size} bytes: ${from} -> ${to}\n`);
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
  if (configuration.echo) await output.out(`Copied: ${to}\n`);
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true;
}
