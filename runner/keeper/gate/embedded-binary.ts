import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A binary that is embedded in an executable. It must be extracted, because the system loads binaries only from files.
 */
export interface EmbeddedBinary {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Writes the binary into the folder (created with mode 0700) and returns its path. The file name contains a digest; an
 * identical file is not written again. Removes binaries of other versions. Throws the file system's error.
 */
export function extractBinary({ name, bytes }: EmbeddedBinary, folder: string): string {
  const digest = createHash('sha256').update(bytes).digest('hex');
  const file = `${digest.slice(0, 16)}-${name}`;
  const path = join(folder, file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!holds(path, bytes)) {
    const draft = `${path}.${randomUUID()}`;
    writeFileSync(draft, bytes, { mode: 0o500, flag: 'wx' });
    renameSync(draft, path);
  }
  for (const other of readdirSync(folder)) if (other !== file) rmSync(join(folder, other), { force: true });
  return path;
}

function holds(path: string, bytes: Uint8Array): boolean {
  try {
    return readFileSync(path).equals(bytes);
  } catch {
    return false;
  }
}
