import { createHash } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Unix socket paths of 108 bytes and more fail, on Node 20 by being cut silently. */
const LONGEST_SOCKET_PATH = 100;

export interface SocketPlace {
  /** The 0700 folder that has to exist; undefined for a named pipe. */
  readonly folder?: string;
  readonly path: string;
}

/**
 * Where the keeper of a data dir listens: runners learn it from the owner record, whatever their own environment says.
 * `dataDir` is the real path (links resolved). Throws where no place serves.
 */
export function keeperSocketPlace(
  dataDir: string,
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): SocketPlace {
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 24);
  if (platform === 'win32') return { path: `\\\\.\\pipe\\outrunner-keeper-${hash}` };
  const bases = [environment['XDG_RUNTIME_DIR'], tmpdir(), '/tmp'];
  for (const base of bases) {
    if (!base?.startsWith('/') || !isWritable(base)) continue;
    const folder = join(base, `outrunner-${userInfo().uid}`);
    const path = join(folder, `keeper-${hash}.sock`);
    if (Buffer.byteLength(path) < LONGEST_SOCKET_PATH) return { folder, path };
  }
  throw new Error(
    'No folder for a socket is there, writable and of a short path: set XDG_RUNTIME_DIR to one.',
  );
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
