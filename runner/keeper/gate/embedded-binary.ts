import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A binary that an executable carries inside. The system loads binaries from files only. */
export interface EmbeddedBinary {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Puts the binary into the folder (made 0700) under a name that holds its digest, unless exactly these bytes stand there,
 * and gives its path. What stands there of other versions is removed. Throws what the file system says.
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
