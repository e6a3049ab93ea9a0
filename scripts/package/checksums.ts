import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Writes `SHA256SUMS` for files of one folder, in the format of `sha256sum --check`. */
export async function writeChecksums(folder: string, paths: readonly string[]): Promise<void> {
  const lines = await Promise.all(paths.map(async (path) => `${await digestOf(path)}  ${basename(path)}\n`));
  await writeFile(join(folder, 'SHA256SUMS'), lines.sort().join(''));
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
