import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Replaces a built file atomically, and only if it differs. A program that starts during a build thus reads either the
 * old or the new file.
 *
 * @returns whether the file was written
 */
export async function writeOutput(path: string, contents: Uint8Array, executable: boolean): Promise<boolean> {
  const standing = await readFile(path).catch(() => undefined);
  if (standing?.equals(contents)) return false;
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, contents);
  if (executable) await chmod(draft, 0o755);
  await rename(draft, path);
  return true;
}
