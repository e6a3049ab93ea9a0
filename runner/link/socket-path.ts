import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { socketFolder } from '../../support/process/private-folder.ts';

/** Maximum length of a socket path, in bytes. macOS allows 103, Linux 107. Node.js 20 truncates longer paths. */
const LONGEST_SOCKET_PATH = 100;

export interface SocketPlace {
  /** An existing folder with mode 0700; undefined for a named pipe. */
  readonly folder?: string;
  readonly path: string;
}

/**
 * Chooses where the keeper of a data dir listens, and creates the folder of the socket. Runners read the path from the
 * owner record, not from their own environment. `dataDir` is the real path (links resolved) and contains `home`, the
 * keeper's folder. Throws if no folder is usable.
 */
export function keeperSocketPlace(
  dataDir: string,
  home: string,
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): SocketPlace {
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 24);
  if (platform === 'win32') return { path: `\\\\.\\pipe\\outrunner-keeper-${hash}` };
  const name = `keeper-${hash}.sock`;
  const longest = LONGEST_SOCKET_PATH - Buffer.byteLength(`/${name}`) - 1;
  const folder = socketFolder(home, longest, environment);
  return { folder, path: join(folder, name) };
}
