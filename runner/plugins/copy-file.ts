import { copyFile, mkdir, stat } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { COPY_FILE } from '../../job-language/plugins/built-in-plugins.ts';
import { type CopyFileConfiguration, type FileToCopy, filesToCopy } from './files-to-copy.ts';
import { type PluginRun, StepFailure, type StepProvider } from './provider.ts';

type Run = PluginRun<CopyFileConfiguration>;

/** Copies files on the runner's host. This host is the node for the executor `local`. */
export const COPY_FILE_PROVIDER: StepProvider<typeof COPY_FILE> = {
  plugin: COPY_FILE,
  async run(run) {
    const { configuration, signal, output } = run;
    refuseIntoItself(configuration);
    let copied = 0;
    for await (const file of filesToCopy(configuration, isFolder)) {
      signal.throwIfAborted();
      await copyOne(run, file);
      copied += 1;
    }
    if (copied === 0 && configuration.echo) await output.out('No matching files\n');
    return 0;
  },
};

function refuseIntoItself({ sourcePath, destinationPath, recursive }: CopyFileConfiguration): void {
  const way = relative(sourcePath, resolve(destinationPath));
  if (recursive && way !== '..' && !way.startsWith('../'))
    throw new StepFailure(`destinationPath ${destinationPath} lies within sourcePath ${sourcePath}.`);
}

async function copyOne({ configuration, output }: Run, { from, to }: FileToCopy): Promise<void> {
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
