import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Returns a program that runs Node where `/bin/sh` is bash, as on many servers. Scripts without a `#!` line were
 * written for such servers: not every `sh` supports `[[` and `<<<`. The program mounts bash over the shell, for itself
 * and its child processes only, which requires root or a user namespace.
 */
export async function nodeWhereShellIsBash(folder: string): Promise<string> {
  const path = join(folder, 'node-with-bash');
  const flags = process.getuid?.() === 0 ? '-m' : '-rm';
  const mount = 'mount --bind "$(command -v bash)" "$(readlink -f /bin/sh)" && exec "$@"';
  await writeFile(
    path,
    `#!/bin/sh\nexec unshare ${flags} /bin/bash -c '${mount}' bash '${process.execPath}' "$@"\n`,
  );
  await chmod(path, 0o755);
  return path;
}
