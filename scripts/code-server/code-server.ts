import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../checkout/cache-folder.ts';
import { root } from '../checkout/root.ts';

/** The manifest and lockfile that pin the VS Code that tests run in. */
export const manifestFolder = join(root, 'test', 'code-server');
export const manifestFiles = ['package.json', 'package-lock.json'] as const;

/** An installation of code-server. The folder name contains the versions, so that different versions do not collide. */
export interface CodeServer {
  readonly folder: string;
  /** Written last: without it, the installation is incomplete. */
  readonly stamp: string;
  /** The server program of VS Code, which runs extension tests. */
  readonly vscodeServer: string;
  /** The program of code-server, which serves a workbench to a browser. */
  readonly program: string;
}

/** Returns the pinned code-server, whether or not it is installed yet. */
export function pinnedCodeServer(): CodeServer {
  const folder = join(cacheFolder(), `code-server-${identity()}`);
  const home = join(folder, 'node_modules', 'code-server');
  return {
    folder,
    stamp: join(folder, 'installed'),
    vscodeServer: join(home, 'lib', 'vscode', 'out', 'server-main.js'),
    program: join(home, 'out', 'node', 'entry.js'),
  };
}

/**
 * Returns the installed code-server.
 *
 * @throws if it is not installed, with the remedy
 */
export function installedCodeServer(): CodeServer {
  const codeServer = pinnedCodeServer();
  if (existsSync(codeServer.stamp)) return codeServer;
  throw new Error('code-server is not installed yet: npm run setup:code-server');
}

function identity(): string {
  const hash = createHash('sha256');
  for (const file of manifestFiles) hash.update(readFileSync(join(manifestFolder, file)));
  const manifest = JSON.parse(readFileSync(join(manifestFolder, 'package.json'), 'utf8'));
  const version: string = manifest.dependencies['code-server'];
  const [nodeMajor] = process.versions.node.split('.');
  return [version, hash.digest('hex').slice(0, 8), `node${nodeMajor}`, process.platform, process.arch].join(
    '-',
  );
}
