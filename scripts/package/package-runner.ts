import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildAll } from '../build/build-all.ts';
import { nodeParseWorker, singleFileRunner } from '../build/bundles.ts';
import { root } from '../checkout/root.ts';
import { checkExecutable } from './check-executable.ts';
import { lockedPackages, packageFolderOf } from './locked-packages.ts';
import { packageFolder } from './package-folder.ts';
import { NODE_VERSION, type Platform } from './platforms.ts';
import { runTool } from './run-tool.ts';

/** The name under which Node.js looks for its embedded program if the fuse in its binary is enabled. */
const BLOB = 'NODE_SEA_BLOB';
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

const POSTJECT = join(root, 'node_modules', '.bin', 'postject');

/** Output folder of the executables, in the layout of `--runner-binaries`. */
export const runnersFolder = join(packageFolder, 'runners');

/**
 * Builds the single-file runner of a platform: the Node.js of that platform with the runner programs and its
 * pseudo-terminal binary. Takes seconds and about 130 MB.
 *
 * @returns its path
 */
export async function packageRunner(platform: Platform, folder = runnersFolder): Promise<string> {
  const work = join(folder, `.${platform.name}`);
  await mkdir(work, { recursive: true });
  try {
    const blob = await makeBlob(platform, work);
    const draft = join(work, platform.output);
    await copyFile(await nodeOf(platform), draft);
    await runTool(POSTJECT, [draft, BLOB, blob, '--sentinel-fuse', FUSE], work);
    await checkExecutable(draft, platform, await readFile(blob));
    const path = join(folder, platform.output);
    await rename(draft, path);
    return path;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Creates the blob that is embedded in Node.js: the bundle and its assets, including the program of the worker thread.
 * It contains no compiled code, so it works on every platform.
 */
async function makeBlob(platform: Platform, work: string): Promise<string> {
  await buildAll({
    root,
    kind: 'production',
    bundles: [singleFileRunner, nodeParseWorker],
    place: { outputFolder: work, sourceMapFolder: join(packageFolder, 'sourcemaps') },
  });
  const terminals = await terminalsOf(platform);
  const configuration = join(work, 'configuration.json');
  const output = join(work, 'blob');
  await writeFile(
    configuration,
    JSON.stringify({
      main: join(work, singleFileRunner.output),
      output,
      disableExperimentalSEAWarning: true,
      // NODE_OPTIONS of the host are meant for other programs, so the executable ignores them.
      execArgvExtension: 'none',
      assets: {
        [nodeParseWorker.output]: join(work, nodeParseWorker.output),
        ...(terminals === undefined ? {} : { 'pty.node': terminals }),
      },
    }),
  );
  await runTool(process.execPath, ['--experimental-sea-config', configuration], work);
  return output;
}

async function terminalsOf({ terminals }: Platform): Promise<string | undefined> {
  if (terminals === undefined) return undefined;
  const [locked] = await lockedPackages(new RegExp(`^${terminals}$`));
  if (locked === undefined) throw new Error(`package-lock.json does not name ${terminals}`);
  return join(await packageFolderOf(locked), 'pty.node');
}

async function nodeOf({ name, node, integrity }: Platform): Promise<string> {
  const own = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  if (own === name && process.versions.node === NODE_VERSION) return process.execPath;
  return join(await packageFolderOf({ name: `node-${name}`, version: NODE_VERSION, integrity }), node);
}
