import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A program that runs Node where `/bin/sh` is bash, as it is on many servers, and as scripts without a `#!` line were
 * written for: `[[` and `<<<` are no words of every `sh`. What it starts finds the same.
 *
 * It mounts bash over the shell for these processes alone, and needs root or a user namespace for that.
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
