import { access, constants } from 'node:fs/promises';
import { dirname, sep } from 'node:path';

/** Where root may put the program, the usual place first: some systems have a read-only `/usr`. */
const LIBRARIES = ['/usr/local/lib/outrunner', '/opt/outrunner'] as const;
const [USUAL] = LIBRARIES;

/** Where this program stands, or was put by the install script; else the first place that can be written to. */
export async function libraryFor(
  executable: string,
  isWritable: (folder: string) => Promise<boolean> = canBeWritten,
): Promise<string> {
  const own = LIBRARIES.find((library) => executable.startsWith(`${library}${sep}`));
  if (own !== undefined) return own;
  for (const library of LIBRARIES) if (await isWritable(library)) return library;
  return USUAL;
}

/** A folder, or the nearest one above it that is there. */
async function canBeWritten(folder: string): Promise<boolean> {
  try {
    await access(folder, constants.W_OK);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' && dirname(folder) !== folder && canBeWritten(dirname(folder));
  }
}
