import { chmod, mkdir, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { systemCode } from '../../support/files/system-code.ts';

/** Creates the data dir (0700) if it is missing, and resolves to its real path. Errors: `data-dir-unusable`. */
export async function prepareDataDir(path: string): Promise<string> {
  return usingDataDir(path, async () => {
    await makeFolder(resolve(path));
    const real = await realpath(path);
    if (process.platform !== 'win32') await chmod(real, 0o700);
    return real;
  });
}

/** Creates a folder and its parents. Avoids `recursive` of Node.js, which loops forever if the file system is full. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    const above = dirname(path);
    if (code !== 'ENOENT' || (await isFolder(above))) throw error;
    await makeFolder(above);
    await mkdir(path, { mode: 0o700 });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Runs `act`, which uses files of the data dir. File system errors become `data-dir-unusable` with a remedy. */
export async function usingDataDir<Result>(path: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    const known = PROBLEMS[systemCode(error) ?? ''];
    if (known === undefined) throw error;
    throw new OutrunnerError('data-dir-unusable', { path, ...known }, { cause: error });
  }
}

const ANOTHER = 'choose another --data-dir';

const PROBLEMS: Readonly<Record<string, { readonly problem: string; readonly remedy: string }>> = {
  EACCES: {
    problem: 'this user may not write there',
    remedy: `Change its owner to the user that starts the runner, or ${ANOTHER}.`,
  },
  EPERM: {
    problem: 'this user may not write there',
    remedy: `Change its owner to the user that starts the runner, or ${ANOTHER}.`,
  },
  EROFS: { problem: 'its file system is read-only', remedy: `Mount it writable, or ${ANOTHER}.` },
  ENOSPC: { problem: 'its disk is full', remedy: `Free space on it, or ${ANOTHER}.` },
  EDQUOT: { problem: 'its disk quota is used up', remedy: `Free space on it, or ${ANOTHER}.` },
  ENOTDIR: { problem: 'a part of that path is a file', remedy: 'Choose a folder with --data-dir.' },
  EEXIST: { problem: 'it is a file', remedy: 'Choose a folder with --data-dir.' },
  ENOENT: { problem: 'it does not exist and cannot be created', remedy: 'Choose a folder with --data-dir.' },
};
