import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const GARBAGE = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 167 + 13) % 256));
/** Size in bytes that exceeds the limit of every reader. The file is sparse. */
const HUGE = 3 * 1024 ** 3;

/** Functions that damage the file at a path, by the kind of damage. */
export const DAMAGES: Readonly<Record<string, (path: string) => Promise<void>>> = {
  empty: (path) => writeFile(path, ''),
  'cut in half': async (path) => truncate(path, Math.floor((await readFile(path)).byteLength / 2)),
  // Ends before the middle, because the middle of a database of an even number of pages is the header of a page.
  'one bit flipped': async (path) => {
    const bytes = await readFile(path);
    const middle = Math.max(Math.ceil(bytes.byteLength / 2) - 1, 0);
    bytes[middle] = (bytes[middle] ?? 0) ^ 0x04;
    await writeFile(path, bytes);
  },
  garbage: (path) => writeFile(path, GARBAGE),
  'of another type': (path) => writeFile(path, '[42]\n'),
  'a folder': async (path) => {
    await rm(path);
    await mkdir(path);
    await writeFile(join(path, 'inner'), 'x');
  },
  huge: (path) => truncate(path, HUGE),
};

/** The kinds of {@link DAMAGES}. */
export const KINDS_OF_DAMAGE: readonly string[] = Object.keys(DAMAGES);
