import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { installEnvironment } from '../setup/node-headers.mjs';
import { withLock } from '../setup/with-lock.mjs';
import { type CodeServer, manifestFiles, manifestFolder, pinnedCodeServer } from './code-server.ts';

/** The npm output is stored beside the installation folder, because the folder of a failed installation is removed. */
const logOf = (codeServer: CodeServer) => `${codeServer.folder}.log`;

/**
 * Installs the pinned code-server unless it is installed. Takes a minute or two and 620 MB. Checkouts of one user share
 * it, and concurrent calls install it once.
 *
 * @throws if npm fails, with its log and the remedy
 */
export async function installCodeServer(say: (line: string) => void): Promise<CodeServer> {
  const codeServer = pinnedCodeServer();
  if (existsSync(codeServer.stamp)) return codeServer;
  const wait = (owner: number) => say(`code-server is being installed by process ${owner}, waiting`);
  await withLock(`${codeServer.folder}.lock`, () => install(codeServer, say), wait);
  return codeServer;
}

async function install(codeServer: CodeServer, say: (line: string) => void): Promise<void> {
  if (existsSync(codeServer.stamp)) return;
  say(`installing code-server into ${codeServer.folder} (once; takes a minute or two)`);
  await rm(codeServer.folder, { recursive: true, force: true });
  await mkdir(codeServer.folder, { recursive: true });
  for (const file of manifestFiles) await copyFile(join(manifestFolder, file), join(codeServer.folder, file));

  const code = await npmCi(codeServer);
  if (code !== 0 || !existsSync(codeServer.vscodeServer)) {
    await rm(codeServer.folder, { recursive: true, force: true });
    throw new Error(
      `code-server could not be installed (npm ended with ${code}, see ${logOf(codeServer)}): it needs python3, make, g++ and the packages of .ci/apt.txt`,
    );
  }
  await writeFile(codeServer.stamp, '');
}

async function npmCi(codeServer: CodeServer): Promise<number | null> {
  const log = await open(logOf(codeServer), 'w');
  try {
    const environment = installEnvironment();
    const npm = spawn('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=notice'], {
      cwd: codeServer.folder,
      // Native modules are compiled for the first Node on the PATH, which must be the one that runs them.
      env: { ...environment, PATH: [dirname(process.execPath), environment['PATH']].join(delimiter) },
      stdio: ['ignore', log.fd, log.fd],
      shell: process.platform === 'win32',
    });
    const [code] = (await once(npm, 'exit')) as [number | null];
    return code;
  } finally {
    await log.close();
  }
}
