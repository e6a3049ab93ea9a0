import { access, constants } from 'node:fs/promises';
import { dirname, sep } from 'node:path';
import { systemCode } from '../../support/files/system-code.ts';

/**
 * Folders where root may install the program. The first is the default; the second is for systems with a read-only
 * `/usr`.
 */
const LIBRARIES = ['/usr/local/lib/outrunner', '/opt/outrunner'] as const;
const [USUAL] = LIBRARIES;

/**
 * Returns the library folder that contains `executable`. Otherwise returns the first writable library folder, or the
 * default if none is writable.
 */
export async function libraryFor(
  executable: string,
  isWritable: (folder: string) => Promise<boolean> = canBeWritten,
): Promise<string> {
  const own = LIBRARIES.find((library) => executable.startsWith(`${library}${sep}`));
  if (own !== undefined) return own;
  for (const library of LIBRARIES) if (await isWritable(library)) return library;
  return USUAL;
}

/** Returns whether this user can write to a folder, or to its nearest existing parent. */
async function canBeWritten(folder: string): Promise<boolean> {
  try {
    await access(folder, constants.W_OK);
    return true;
  } catch (error) {
    return systemCode(error) === 'ENOENT' && dirname(folder) !== folder && canBeWritten(dirname(folder));
  }
}
